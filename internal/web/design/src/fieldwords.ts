/** What a field says of itself, in the language of the page. */
const danish = {
	found: "Her er det, du skrev sidst, og som ikke nåede frem. Det bliver sendt nu.",
	saved: (at: Date): string => `Gemt kl. ${clock(at)}.`,
	offline: "Ikke sendt endnu: der er ingen forbindelse. Teksten er gemt her i browseren og bliver sendt, når der er forbindelse igen.",
	losable: "Ikke sendt endnu: der er ingen forbindelse, og browseren kan ikke gemme teksten. Lad siden stå åben.",
	signedOut: "Ikke sendt endnu: du er ikke længere logget ind. Teksten er gemt her i browseren. Log ind i et nyt vindue, og kom tilbage hertil.",
	signIn: "Log ind (åbner et nyt vindue)",
	signInAt: "/log-ind",
	refused: "Teksten er ikke sendt, men den er gemt her i browseren.",
	met: (by: string): string => `Ikke sendt: ${by || "en anden"} har gemt en anden tekst imens.`,
	others: (by: string): string => `${by || "En anden"} har lige ændret teksten.`,
	theirs: "Den andens tekst står her nu.",
	undo: "Få din egen tekst tilbage",
	heading: (by: string): string => `${by || "En anden"} skrev her samtidig med dig`,
	lead: "Begge tekster er her. Det, der er ændret, er fremhævet. Vælg, hvad der skal stå.",
	mine: "Din tekst",
	other: (by: string, at: string): string => [by || "Den andens tekst", at].filter((part) => part !== "").join(", kl. "),
	empty: "(tom)",
	keepMine: "Brug min tekst",
	keepTheirs: "Brug den andens tekst",
	keepBoth: "Sæt begge ind, så jeg kan rette",
};

const english: typeof danish = {
	found: "This is what you wrote last and what did not get through. It is being sent now.",
	saved: (at) => `Saved at ${clock(at)}.`,
	offline: "Not sent yet: there is no connection. The text is kept in this browser and will be sent when the connection is back.",
	losable: "Not sent yet: there is no connection, and the browser cannot keep the text. Leave the page open.",
	signedOut: "Not sent yet: you are no longer signed in. The text is kept in this browser. Sign in in a new window, and come back here.",
	signIn: "Sign in (opens a new window)",
	signInAt: "/en/log-ind",
	refused: "The text was not sent, but it is kept in this browser.",
	met: (by) => `Not sent: ${by || "somebody else"} saved another text meanwhile.`,
	others: (by) => `${by || "Somebody else"} has just changed the text.`,
	theirs: "The other text stands here now.",
	undo: "Get your own text back",
	heading: (by) => `${by || "Somebody else"} wrote here at the same time as you`,
	lead: "Both texts are here. What was changed is marked. Choose what is to stand.",
	mine: "Your text",
	other: (by, at) => [by || "The other text", at].filter((part) => part !== "").join(", at "),
	empty: "(empty)",
	keepMine: "Use my text",
	keepTheirs: "Use the other text",
	keepBoth: "Put both in, so that I can edit",
};

export const say = document.documentElement.lang === "en" ? english : danish;

/** The time of day as Danes write it. */
export function clock(at: Date): string {
	return at.toLocaleTimeString("da-DK", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Copenhagen" });
}
