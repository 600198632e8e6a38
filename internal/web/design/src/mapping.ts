/**
 * Coding cards with the keyboard.
 *
 * A piece of a card that is selected, and a digit, get the tag of that digit;
 * without a selection the field that has the focus gets it whole. Arrow left and
 * right lead to other cards. Each is the same form that the page has without a
 * script: it is sent in the background, and the board of the answer takes the place
 * of this one.
 */
export function mappingKeys(): void {
	if (board() === null) {
		return;
	}
	document.addEventListener("selectionchange", select);
	document.addEventListener("focusin", focus);
	document.addEventListener("keydown", key);
	document.addEventListener("submit", submit);
}

const board = (): HTMLElement | null => document.querySelector("[data-mapping]");
const marking = (): HTMLFormElement | null => document.querySelector("[data-mapping-mark]");

function field(form: HTMLFormElement, name: string): HTMLInputElement {
	return form.elements.namedItem(name) as HTMLInputElement;
}

/** Notes what is selected on the card: the field, the words, and the character they begin at. */
function select(): void {
	const form = marking();
	const selection = getSelection();
	if (form === null || selection === null || selection.isCollapsed || selection.rangeCount === 0) {
		return;
	}
	const range = selection.getRangeAt(0);
	const within = range.startContainer instanceof Element ? range.startContainer : range.startContainer.parentElement;
	const part = within?.closest<HTMLElement>("[data-mapping-part]") ?? null;
	if (part === null || !part.contains(range.endContainer)) {
		return;
	}
	const before = range.cloneRange();
	before.selectNodeContents(part);
	before.setEnd(range.startContainer, range.startOffset);
	const words = range.toString();
	const lead = words.length - words.trimStart().length;
	field(form, "del").value = part.dataset.mappingPart ?? "";
	field(form, "stykke").value = words.trim();
	// The server counts characters, not UTF-16 units.
	field(form, "fra").value = String([...(before.toString() + words.slice(0, lead))].length);
}

/** A field that gets the focus is marked whole, until something of it is selected. */
function focus(event: FocusEvent): void {
	const part = (event.target as HTMLElement).closest<HTMLElement>("[data-mapping-part]");
	const form = marking();
	if (part === null || form === null || !(getSelection()?.isCollapsed ?? true)) {
		return;
	}
	field(form, "del").value = part.dataset.mappingPart ?? "";
	field(form, "stykke").value = "";
	field(form, "fra").value = "";
}

function key(event: KeyboardEvent): void {
	if (board() === null || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) {
		return;
	}
	if ((event.target as HTMLElement).closest("input, textarea, select, summary") !== null) {
		return;
	}
	if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
		const way = document.querySelector<HTMLElement>(event.key === "ArrowRight" ? "[data-mapping-next]" : "[data-mapping-previous]");
		if (way !== null) {
			event.preventDefault();
			way.click();
		}
	} else if (/^[1-9]$/.test(event.key)) {
		const tag = document.querySelector<HTMLButtonElement>(`[data-mapping-digit="${event.key}"]`);
		if (tag !== null && tag.form !== null) {
			event.preventDefault();
			void send(tag.form, tag);
		}
	}
}

function submit(event: SubmitEvent): void {
	const form = event.target as HTMLFormElement;
	if (form === marking() && event.submitter instanceof HTMLButtonElement && event.submitter.dataset.sent === undefined) {
		event.preventDefault();
		void send(form, event.submitter);
	}
}

let sending = false;

/** Sends a mark in the background and puts the board of the answer in place. */
async function send(form: HTMLFormElement, tag: HTMLButtonElement): Promise<void> {
	if (sending) {
		return;
	}
	sending = true;
	const part = field(form, "del").value;
	try {
		const body = new URLSearchParams();
		new FormData(form).forEach((value, name) => body.append(name, String(value)));
		body.set(tag.name, tag.value);
		const answer = await fetch(form.action, { method: "POST", body });
		const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-mapping]");
		if (fresh === null) {
			itself(form, tag); // signed out: the page says so
			return;
		}
		board()?.replaceWith(fresh);
		document.querySelector<HTMLElement>(`[data-mapping-part="${part}"]`)?.focus({ preventScroll: true });
		const said = document.querySelector("[data-mapping-said]");
		if (said !== null) {
			said.textContent = fresh.querySelector("[role=alert] .alert-text")?.textContent ?? (tag.textContent ?? "").replace(/^\d /, "");
		}
	} catch {
		itself(form, tag);
	} finally {
		sending = false;
	}
}

/** Sends the form as if there were no script. */
function itself(form: HTMLFormElement, tag: HTMLButtonElement): void {
	tag.dataset.sent = "";
	form.requestSubmit(tag);
}
