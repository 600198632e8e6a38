/**
 * Writing a round-up with the keyboard.
 *
 * Among the comments, arrow up and down choose; a digit makes the chosen comment,
 * and those that are ticked, sources of the sentence of that digit, or takes the
 * chosen one from it again; A ticks what waits in the theme; N goes to the box of a
 * new sentence and U to the reason why they are left out. Each is a form that the
 * page has without a script. It is sent in the background, and the board of the
 * answer takes the place of this one, with what was being typed kept.
 */
export function writing(): void {
	document.addEventListener("keydown", key);
	document.addEventListener("submit", submit);
}

const board = (): HTMLElement | null => document.querySelector("[data-writing]");

function sources(): HTMLInputElement[] {
	return [...document.querySelectorAll<HTMLInputElement>("[data-source]")].filter((box) => box.offsetParent !== null);
}

const brug = (): HTMLFormElement | null => document.querySelector<HTMLFormElement>("#brug");

function key(event: KeyboardEvent): void {
	if (board() === null || event.altKey || event.metaKey || event.isComposing) {
		return;
	}
	const target = event.target as HTMLElement;
	if (event.ctrlKey) {
		if (event.key === "Enter" && target instanceof HTMLTextAreaElement && target.form !== null) {
			event.preventDefault();
			target.form.requestSubmit(target.form.querySelector<HTMLElement>(target.id === "ny" ? "button[value=ny]" : "button[value=gem]"));
		}
		return;
	}
	const source = target.closest<HTMLInputElement>("[data-source]");
	if (source === null) {
		if (target.closest("input, textarea, select, button, a, summary") === null && (event.key === "ArrowDown" || event.key === "j")) {
			event.preventDefault();
			next(undefined)?.focus();
		}
		return;
	}
	if (act(source, event.key)) {
		event.preventDefault();
	}
}

/** Does what a key on a comment is for, and tells whether it is for something. */
function act(source: HTMLInputElement, pressed: string): boolean {
	if (/^[1-9]$/.test(pressed)) {
		return give(source, Number(pressed));
	}
	switch (pressed) {
		case "ArrowDown":
		case "ArrowUp": {
			const list = sources();
			list[list.indexOf(source) + (pressed === "ArrowDown" ? 1 : -1)]?.focus();
			return true;
		}
		case "a":
			for (const box of source.closest("[data-theme]")?.querySelectorAll<HTMLInputElement>("[data-source]") ?? []) {
				box.checked = box.checked || box.closest(".roundup-done") === null;
			}
			return true;
		case "n":
		case "u":
			if (!sources().some((box) => box.checked)) {
				source.checked = true;
			}
			document.querySelector<HTMLElement>(pressed === "n" ? "#ny" : "#grund")?.focus();
			return true;
	}
	return false;
}

/** Makes comments sources of the sentence of a digit, or takes the chosen one away. */
function give(source: HTMLInputElement, digit: number): boolean {
	const sentence = document.querySelectorAll<HTMLElement>("[data-sentence]")[digit - 1]?.dataset["sentence"];
	const form = brug();
	if (sentence === undefined || form === null) {
		return false;
	}
	const body = new URLSearchParams({ overskrift: value(form, "overskrift"), saetning: sentence });
	if ((source.dataset["source"] ?? "").split(" ").includes(sentence)) {
		body.set("goer", "kilde-fra");
		body.set("fra", source.value);
		void send(form, body, source.id);
		return true;
	}
	body.set("goer", "kilder");
	for (const box of sources()) {
		if (box.checked || box === source) {
			body.append("kommentar", box.value);
		}
	}
	void send(form, body, next(source)?.id ?? source.id);
	return true;
}

function value(form: HTMLFormElement, name: string): string {
	return (form.elements.namedItem(name) as HTMLInputElement).value;
}

/** The comment after one that waits, or the first that does. */
function next(after: HTMLInputElement | undefined): HTMLInputElement | undefined {
	const list = sources();
	const waits = (box: HTMLInputElement) => box.closest(".roundup-source.roundup-done") === null && box !== after && !box.checked;
	const from = after === undefined ? 0 : list.indexOf(after) + 1;
	return list.slice(from).find(waits) ?? list.find(waits) ?? list[0];
}

/** Sends the forms of the board in the background, whatever pressed them. */
function submit(event: SubmitEvent): void {
	const form = event.target as HTMLFormElement;
	if (event.defaultPrevented || form.method !== "post" || form.closest("[data-writing]") === null) {
		return;
	}
	event.preventDefault();
	const button = event.submitter as HTMLButtonElement | null;
	const body = new URLSearchParams();
	new FormData(form, button).forEach((entry, name) => body.append(name, String(entry)));
	const kept = button?.value === "gem" || button?.name === "goer" && button.value === "ny" ? (button.form?.querySelector<HTMLElement>("textarea")?.id ?? "") : "";
	void send(form, body, next(undefined)?.id ?? "saetninger", kept);
}

let sending = false;

/**
 * Sends something and puts the board of the answer in place, with the texts that
 * were typed in it and not sent. The box that was sent is not kept when it was taken.
 */
async function send(form: HTMLFormElement, body: URLSearchParams, focus: string, sent = ""): Promise<void> {
	if (sending) {
		return;
	}
	sending = true;
	try {
		const answer = await fetch(form.action, { method: "POST", body });
		const page = new DOMParser().parseFromString(await answer.text(), "text/html");
		const fresh = page.querySelector<HTMLElement>("[data-writing]");
		if (fresh === null) {
			location.assign(answer.url); // signed out, or something went wrong: the page says so
			return;
		}
		const typed = [...(board()?.querySelectorAll<HTMLTextAreaElement>("textarea") ?? [])].filter((box) => box.value !== box.defaultValue && (box.id !== sent || !answer.ok));
		const only = document.querySelector<HTMLInputElement>("#kun")?.checked ?? false;
		board()?.replaceWith(fresh);
		for (const box of typed) {
			const now = document.querySelector<HTMLTextAreaElement>(`#${CSS.escape(box.id)}`);
			if (now !== null) {
				now.value = box.value;
			}
		}
		const kun = document.querySelector<HTMLInputElement>("#kun");
		if (kun !== null) {
			kun.checked = only;
		}
		const alert = fresh.querySelector<HTMLElement>("[role=alert]");
		if (alert !== null) {
			alert.tabIndex = -1;
			alert.focus();
			return;
		}
		(document.querySelector<HTMLElement>(`#${CSS.escape(focus)}`) ?? document.querySelector<HTMLElement>("#saetninger"))?.focus();
	} catch {
		location.reload();
	} finally {
		sending = false;
	}
}
