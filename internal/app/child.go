package app

import "context"

// childMain runs the part of this program that is started as a child of itself.
func childMain(context.Context, []string, Streams) (handled bool, code int) { return false, 0 }
