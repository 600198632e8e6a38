package matter

import (
	"klynge/internal/matter"
	"klynge/internal/reader/reading"
)

// A Mark is the picture of a kind of station: an outline, and lines upon it, within
// 12 units to each side of its middle. Each kind has a form of its own, so that the
// drawing is read in grey.
type Mark struct {
	Outline, Lines, Letters string
	Light                   bool // white with a dark edge
}

const (
	coin  = "M-12 0a12 12 0 1 0 24 0a12 12 0 1 0-24 0Z"
	sheet = "M-9-12h12l6 6v18h-18Z"
)

var marks = map[matter.Kind]Mark{
	matter.Raised:    {Outline: "M-10 0a10 10 0 1 0 20 0a10 10 0 1 0-20 0Z", Light: true},
	matter.Treated:   {Outline: "M-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0Z"},
	matter.Decided:   {Outline: "M-12-12h24v24h-24Z", Lines: "M-6 0l4 5l8-10"},
	matter.Asked:     {Outline: "M-12-10h24v15h-13l-6 6v-6h-5Z", Lines: "M-7-5h14M-7 0h9"},
	matter.Promised:  {Outline: "M-11 0a11 11 0 1 0 22 0a11 11 0 1 0-22 0Z", Lines: "M0-6v6l5 3", Light: true},
	matter.Coming:    {Outline: "M-11-9h22v20h-22Z", Lines: "M-11-3h22M-5-12v5M5-12v5", Light: true},
	matter.Granted:   {Outline: coin, Letters: "kr"},
	matter.Printed:   {Outline: coin, Letters: "kr", Light: true},
	matter.Booked:    {Outline: "M-10-12h20v22l-4-3l-3 3l-3-3l-3 3l-3-3l-4 3Z", Lines: "M-5-6h10M-5 0h10"},
	matter.Returned:  {Outline: coin, Lines: "M6 0h-12m5-5l-5 5l5 5"},
	matter.Carried:   {Outline: coin, Lines: "M-6 0h12m-5-5l5 5l-5 5"},
	matter.Described: {Outline: sheet, Lines: "M-4-5h5M-4 0h8M-4 5h8", Light: true},
	matter.Begun:     {Outline: "M-8-12l20 12l-20 12Z"},
	matter.Milestone: {Outline: "M0-11l11 11l-11 11l-11-11Z"},
	matter.Paused:    {Outline: "M-10-11h7v22h-7ZM3-11h7v22h-7Z"},
	matter.Evaluated: {Outline: "M-12-3a9 9 0 1 0 18 0a9 9 0 1 0-18 0Z", Lines: "M3 4l8 8"},
	matter.Concluded: {Outline: "M-9 12v-24h19l-5 7l5 7h-15v10Z"},
	matter.Adopted:   {Outline: "M-12 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0ZM2-9h10v18h-10Z"},
	matter.Taken:     {Outline: "M0 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0ZM-12-9h10v18h-10Z"},
	matter.Spread:    {Outline: "M-12 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0ZM2-8a5 5 0 1 0 10 0a5 5 0 1 0-10 0ZM2 8a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z", Lines: "M-6-1l12-6M-6 1l12 6"},
	matter.Stopped:   {Outline: "M-5-12h10l7 7v10l-7 7h-10l-7-7v-10Z", Lines: "M-6 0h12"},
	matter.Handed:    {Outline: "M-12-11h8l8 11l-8 11h-8l8-11ZM0-11h4l8 11l-8 11h-4l8-11Z"},
	matter.Measured:  {Outline: "M-12-11h24v22h-24Z", Lines: "M-8 5l5-6l4 3l7-9"},
	matter.Reported:  {Outline: sheet, Lines: "M-4 7v-5M0 7v-9M4 7v-3"},
}

// refused is the mark of a decision against.
const refused = "M-5-5l10 10M5-5l-10 10"

// markOf returns the mark of a station.
func markOf(s matter.Station) Mark {
	m := marks[s.Kind]
	if s.Outcome == reading.Rejected && s.Kind == matter.Decided {
		m.Lines = refused
	}
	return m
}
