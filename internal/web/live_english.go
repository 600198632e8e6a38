package web

import "maps"

// The English of following a meeting while it is held.
func init() {
	maps.Copy(english, map[string]string{
		"Følg mødet":                   "Follow the meeting",
		"Mødet er ikke begyndt endnu.": "The meeting has not begun yet.",
		"Mødet er i gang.":             "The meeting is under way.",
		"Der er pause.":                "There is a break.",
		"Mødet er hævet.":              "The meeting has ended.",
		"minut":                        "minute",
		"minutter":                     "minutes",
		"af":                           "of",
		"minutter brugt":               "minutes used",
		"Bed om ordet":                 "Ask to speak",
		"Talerliste":                   "Speakers' list",
		"Tabel":                        "Table",
		"Forbindelsen er afbrudt. Siden prøver igen af sig selv.":          "The connection is broken. The page tries again by itself.",
		"Siden følger ikke længere mødet. Genindlæs den for at fortsætte.": "The page no longer follows the meeting. Reload it to go on.",
		"Genindlæs":              "Reload",
		"Dagsordenen er ændret.": "The agenda has changed.",
		"Hent den nye dagsorden": "Get the new agenda",
		"Lige nu":                "Right now",
		"Genindlæs siden for at se, hvad der er sket.":                      "Reload the page to see what has happened.",
		"Vis på stor skærm":                                                 "Show on a big screen",
		"Link til en skærm i lokalet":                                       "Link for a screen in the room",
		"Dagsordenen er ikke sendt endnu. Når den er, kan du læse den her.": "The agenda has not been sent yet. When it is, you can read it here.",
		"Behandles nu":               "Being treated now",
		"Behandlet":                  "Treated",
		"Taget af dagsordenen":       "Taken off the agenda",
		"Tilføjet efter fristen:":    "Added after the deadline:",
		"Læs sagen":                  "Read the case",
		"Min note":                   "My note",
		"til punkt %s":               "to item %s",
		"Kun du kan se den":          "Only you can see it",
		"Gem noten":                  "Save the note",
		"Stor skærm":                 "Big screen",
		"Til mødet, mens det holdes": "To the meeting while it is held",
		"Åbn linket på den computer, der er sluttet til skærmen. Ingen skal logge ind på den. Linket virker, til mødet har været slut i 12 timer, eller til du lukker det.": "Open the link on the computer that the screen is connected to. Nobody has to sign in on it. The link works until 12 hours after the meeting, or until you close it.",
		"Her er linket. Det vises kun nu.":                                               "Here is the link. It is shown only now.",
		"Der er et link, som virker. Laver du et nyt, holder det gamle op med at virke.": "There is a link that works. If you make a new one, the old one stops working.",
		"Vis også lukkede punkter. Sørg for, at ingen uvedkommende er i lokalet.":        "Show closed items too. See to it that nobody who may not know them is in the room.",
		"Lav et nyt link": "Make a new link",
		"Luk linket":      "Close the link",
	})
}
