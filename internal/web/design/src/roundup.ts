/**
 * Coding a note with the keyboard.
 *
 * A piece of the raw note that is selected, and Enter, become a comment; a digit
 * gives the chosen comment the theme of that digit, and the next one is chosen;
 * arrow up and down choose. Each is the same form that the page has without a
 * script: it is sent in the background, and the board of the answer takes the
 * place of this one, so that nobody waits for a page.
 */
export function coding(): void {
	document.addEventListener("selectionchange", select);
	document.addEventListener("keydown", key);
}

const board = (): HTMLElement | null => document.querySelector("[data-coding]");

/** Notes what is selected in the raw note: the words, and the character they begin at. */
function select(): void {
	const raw = document.querySelector<HTMLElement>("[data-raw]");
	const form = document.querySelector<HTMLFormElement>("[data-cut]");
	const selection = getSelection();
	if (raw === null || form === null || selection === null || selection.isCollapsed || selection.rangeCount === 0) {
		return;
	}
	const range = selection.getRangeAt(0);
	if (!raw.contains(range.startContainer) || !raw.contains(range.endContainer)) {
		return;
	}
	const before = range.cloneRange();
	before.selectNodeContents(raw);
	before.setEnd(range.startContainer, range.startOffset);
	const words = range.toString();
	const lead = words.length - words.trimStart().length;
	field(form, "stykke").value = words.trim();
	// The server counts characters, not UTF-16 units.
	field(form, "fra").value = String([...(before.toString() + words.slice(0, lead))].length);
}

function field(form: HTMLFormElement, name: string): HTMLInputElement {
	return form.elements.namedItem(name) as HTMLInputElement;
}

function key(event: KeyboardEvent): void {
	if (board() === null || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) {
		return;
	}
	const target = event.target as HTMLElement;
	if (target.closest("input, textarea, select, button, a, summary") !== null) {
		return;
	}
	if (event.key === "Enter") {
		cut(event);
	} else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
		if (target.closest("[data-comment]") !== null) {
			event.preventDefault();
			move(target, event.key === "ArrowDown" ? 1 : -1);
		}
	} else if (/^[1-9]$/.test(event.key)) {
		theme(event, Number(event.key));
	}
}

function cut(event: KeyboardEvent): void {
	const form = document.querySelector<HTMLFormElement>("[data-cut]");
	if (form === null || field(form, "stykke").value === "" || (getSelection()?.isCollapsed ?? true)) {
		return;
	}
	event.preventDefault();
	void send(form, "kommentar");
}

function comments(): HTMLElement[] {
	return [...document.querySelectorAll<HTMLElement>("[data-comment]")];
}

function move(from: HTMLElement, by: number): void {
	const list = comments();
	const at = list.indexOf(from.closest<HTMLElement>("[data-comment]") as HTMLElement);
	list[Math.max(0, Math.min(list.length - 1, at + by))]?.focus();
}

/** Gives the chosen comment, or the first one without, the theme of a digit. */
function theme(event: KeyboardEvent, digit: number): void {
	const chosen = (event.target as HTMLElement).closest<HTMLElement>("[data-comment]") ?? document.querySelector<HTMLElement>("[data-comment]:not(.has-theme)");
	const choice = chosen?.querySelector<HTMLSelectElement>("select[name=tema]");
	const option = choice?.options[digit]; // the first is "no theme"
	if (chosen === null || choice === null || choice === undefined || option === undefined || choice.form === null) {
		return;
	}
	event.preventDefault();
	const at = comments().indexOf(chosen);
	choice.value = option.value;
	void send(choice.form, "tema").then(() => {
		// Where only those without a theme are shown, it is gone, and the next one has its place.
		const list = comments();
		const there = list.findIndex((comment) => comment.id === chosen.id);
		list[Math.min(there < 0 ? at : there + 1, list.length - 1)]?.focus();
	});
}

let sending = false;

/** Sends a form in the background and puts the board of the answer in place. */
async function send(form: HTMLFormElement, act: string): Promise<void> {
	if (sending) {
		return;
	}
	sending = true;
	try {
		const body = new URLSearchParams();
		new FormData(form).forEach((value, name) => body.append(name, String(value)));
		body.set("goer", act);
		const answer = await fetch(form.action, { method: "POST", body });
		const page = new DOMParser().parseFromString(await answer.text(), "text/html");
		const fresh = page.querySelector("[data-coding]");
		const scroll = document.querySelector("[data-raw]")?.scrollTop ?? 0;
		if (fresh === null) {
			form.requestSubmit(form.querySelector<HTMLElement>(`button[value=${act}]`)); // signed out: the page says so
			return;
		}
		board()?.replaceWith(fresh);
		const raw = document.querySelector("[data-raw]");
		if (raw !== null) {
			raw.scrollTop = scroll;
		}
	} catch {
		form.requestSubmit(form.querySelector<HTMLElement>(`button[value=${act}]`));
	} finally {
		sending = false;
	}
}
