package web

// english holds the English of every text of the site, by its Danish.
var english = map[string]string{}
