import { clock, say } from "./fieldwords";
import { matches, merge } from "./merge";

/** A text as it stands on the server, and who put it there (web.AnswerField). */
export interface Theirs {
	version: number;
	text: string;
	by?: string;
	at?: string;
	base?: string;
}

/**
 * Two texts side by side and three ways on. choose is told what is to stand,
 * and whether the writer's own text is not part of it.
 */
export function conflict(theirs: Theirs, mine: string, base: string, choose: (text: string, left: boolean) => void): HTMLElement {
	const by = theirs.by ?? "", at = theirs.at === undefined ? "" : clock(new Date(theirs.at));
	const panel = document.createElement("section");
	panel.className = "field-conflict-panel";
	panel.tabIndex = -1;
	panel.setAttribute("role", "group");
	panel.setAttribute("aria-label", say.heading(by));
	const heading = element("p", say.heading(by), "field-conflict-heading");
	const sides = element("div", "", "field-sides");
	sides.append(side(say.mine, mine, base), side(say.other(by, at), theirs.text, base));
	const ways = element("div", "", "field-ways");
	ways.append(
		button(say.keepMine, () => choose(mine, false)),
		button(say.keepTheirs, () => choose(theirs.text, true)),
		button(say.keepBoth, () => choose(merge(base, mine, theirs.text), false)),
	);
	panel.append(heading, element("p", say.lead), sides, ways);
	return panel;
}

/** One of the two texts, with the lines marked that the base does not have. */
function side(name: string, text: string, base: string): HTMLElement {
	const out = element("div", "", "field-side");
	const words = element("div", "", "field-side-text");
	const lines = text.split("\n");
	const same = new Set(matches(base.split("\n"), lines));
	lines.forEach((line, i) => words.append(element("p", line, same.has(i) || line === "" ? "" : "field-changed")));
	if (text === "") {
		words.replaceChildren(element("p", say.empty, "field-changed"));
	}
	words.tabIndex = 0;
	words.setAttribute("role", "region");
	words.setAttribute("aria-label", name);
	out.append(element("p", name, "field-side-name"), words);
	return out;
}

function button(text: string, act: () => void): HTMLButtonElement {
	const made = element("button", text, "button button-secondary");
	made.type = "button";
	made.addEventListener("click", act);
	return made;
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, text: string, name = ""): HTMLElementTagNameMap[K] {
	const made = document.createElement(tag);
	made.textContent = text;
	made.className = name;
	return made;
}
