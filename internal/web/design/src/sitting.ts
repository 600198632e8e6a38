/**
 * The page from which a meeting is led and its minutes are written.
 *
 * Texts save themselves (field.ts). Everything else is an act: a form with
 * data-act, which is kept in the browser, in order, until the server has taken
 * it. Each act has an id, by which the server does it once, and tells how long
 * ago it was done, so that ten minutes without a network change no time in the
 * minutes. When something has happened the parts of the page that differ
 * (data-part) are put in anew; what somebody is writing in is left alone.
 */
import { refresh, settle, start } from "./field";
import { sittingKeys } from "./sittingkeys";

interface Act {
	id: string;
	to: string;
	body: string;
	at: number;
}

const english = document.documentElement.lang === "en";
const say = english
	? { waiting: (n: number) => `Waiting for the network: ${n} ${n === 1 ? "act is" : "acts are"} kept here and will be sent.`, left: "left", over: "over time", min: "min.", signedOut: "You are signed out. What you did is kept here. Sign in in another window, and it will be sent." }
	: { waiting: (n: number) => `Venter på nettet: ${n} ${n === 1 ? "handling er" : "handlinger er"} gemt her og bliver sendt.`, left: "tilbage", over: "over tiden", min: "min.", signedOut: "Du er logget ud. Det, du har gjort, er gemt her. Log ind i et andet vindue, så bliver det sendt." };

let page: HTMLElement;
let acts: Act[] = [];
const forms = new Map<string, HTMLFormElement>(); // what each act of this page was written in
let sending = false;
let signedOut = false;
let skew = 0; // ms that the server's clock is ahead of this one

/** Starts the page, where it is one. */
export function sitting(): void {
	const found = document.querySelector<HTMLElement>("[data-sit]");
	if (found === null || found.querySelector("[data-point]") === null) {
		return;
	}
	page = found;
	skew = Number(page.dataset["now"]) - Date.now();
	acts = stored();
	page.addEventListener("submit", submit, true);
	page.addEventListener("change", change);
	page.addEventListener("click", click);
	page.addEventListener("klynge:field", (event) => {
		if ((event as CustomEvent<string>).detail === "saved") {
			later();
		}
	});
	addEventListener("online", () => void send());
	addEventListener("focus", () => void send());
	setInterval(tick, 1000);
	setInterval(() => void poll(), 8000);
	sittingKeys(page, { show, shown });
	tick();
	void send();
}

/** Two people at one browser never send each other's acts. */
function key(): string {
	return `klynge:akter:${page.dataset["meeting"] ?? ""}:${page.dataset["writer"] ?? ""}`;
}

function stored(): Act[] {
	try {
		return JSON.parse(localStorage.getItem(key()) ?? "[]") as Act[];
	} catch {
		return [];
	}
}

function keep(): void {
	try {
		localStorage.setItem(key(), JSON.stringify(acts));
	} catch {
		// Kept in the page alone: it is sent as long as the page is open.
	}
	const note = page.querySelector<HTMLElement>("[data-queue]");
	if (note !== null) {
		note.hidden = acts.length === 0 || (!signedOut && sending);
		note.textContent = signedOut ? say.signedOut : say.waiting(acts.length);
	}
}

function submit(event: Event): void {
	const form = event.target as HTMLFormElement;
	const button = (event as SubmitEvent).submitter;
	if (form.hasAttribute("data-release")) {
		event.preventDefault();
		event.stopPropagation();
		void release(form);
		return;
	}
	if (!form.hasAttribute("data-act")) {
		return;
	}
	event.preventDefault();
	event.stopPropagation();
	done(form, button);
	if (form.hasAttribute("data-clear")) {
		form.reset();
	}
}

/** Keeps what a form does, and shows at once what can be shown. */
function done(form: HTMLFormElement, button: HTMLElement | null): void {
	const data = new FormData(form, button);
	const body = new URLSearchParams([...data].map(([name, value]) => [name, String(value)]));
	const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
	acts.push({ id, to: form.action, body: body.toString(), at: Date.now() });
	forms.set(id, form);
	const begun = button?.dataset["begin"];
	if (begun !== undefined) {
		show(begun);
		page.querySelectorAll(".sit-entry-now").forEach((entry) => entry.classList.remove("sit-entry-now"));
		entry(begun)?.classList.add("sit-entry-now");
		ahead(begun);
	}
	put("[data-said]", "");
	put("[data-error]", "");
	if (button?.hasAttribute("data-attend") === true) {
		const there = button.getAttribute("aria-pressed") !== "true";
		button.setAttribute("aria-pressed", String(there));
		button.closest(".sit-person")?.classList.toggle("sit-there", there);
		(button as HTMLButtonElement).value = there ? "gik" : "kom";
	}
	keep();
	void send();
}

/** Shows the bar as it will be when the server has begun an item: the next one is one key away without a network, too. */
function ahead(begun: string): void {
	const title = document.getElementById(`t-${begun}`)?.textContent ?? "";
	const now = page.querySelector<HTMLElement>(".sit-now-what");
	if (now !== null) {
		now.textContent = title;
	}
	const ids = [...page.querySelectorAll<HTMLElement>("[data-point]")].map((one) => one.dataset["point"] ?? "");
	const next = ids[ids.indexOf(begun) + 1];
	const button = page.querySelector<HTMLElement>(".sit-next");
	const field = button?.closest("form")?.querySelector<HTMLInputElement>("[name=punkt]");
	if (button === null || field === null || field === undefined) {
		return;
	}
	button.hidden = next === undefined;
	if (next !== undefined) {
		field.value = next;
		button.dataset["begin"] = next;
		const name = button.querySelector("span");
		if (name !== null) {
			name.textContent = document.getElementById(`t-${next}`)?.querySelector(".sit-number")?.textContent ?? "";
		}
	}
}

/** Saves the decision, and then lets the members see it. */
async function release(form: HTMLFormElement): Promise<void> {
	if (!(await settle())) {
		complain(english ? "The decision is not shown yet: its text has not been saved. See the field." : "Beslutningen er ikke vist endnu: teksten er ikke gemt. Se ved feltet.");
		return;
	}
	const body = new URLSearchParams({ goer: "vis", moede: page.dataset["meeting"] ?? "" });
	acts.push({ id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, to: form.action, body: body.toString(), at: Date.now() });
	keep();
	await send();
}

/** Sends what is kept, the first first, and stops where the way is closed. */
async function send(): Promise<void> {
	if (sending || acts.length === 0) {
		return;
	}
	sending = true;
	signedOut = false;
	let any = false;
	for (let act = acts[0]; act !== undefined; act = acts[0]) {
		const body = new URLSearchParams(act.body);
		body.set("akt", act.id);
		body.set("siden", String(Math.max(0, Date.now() - act.at)));
		const answer = await fetch(act.to, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => undefined);
		if (answer === undefined || answer.status >= 500 || answer.status === 429) {
			break;
		}
		const told = answer.headers.get("Content-Type")?.startsWith("application/json") === true ? ((await answer.json().catch(() => undefined)) as { said?: string; error?: string } | undefined) : undefined;
		if (answer.status === 401 || (told === undefined && answer.ok)) {
			signedOut = true;
			break;
		}
		acts = acts.filter((one) => one.id !== act?.id);
		any = true;
		if (answer.ok) {
			written(forms.get(act.id));
		}
		forms.delete(act.id);
		if (answer.ok) {
			told?.said !== undefined && told.said !== "" ? praise(told.said) : complain("");
		} else {
			complain(told?.error ?? (english ? "It was not done. Load the page anew." : "Det blev ikke gjort. Genindlæs siden."));
		}
	}
	sending = false;
	keep();
	if (any) {
		await renew();
	}
}

/** A form that the server has taken is not half filled in any more (see swap). */
function written(form: HTMLFormElement | undefined): void {
	for (const input of form?.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input:not([type=hidden]):not([type=radio]):not([type=checkbox]), textarea") ?? []) {
		input.defaultValue = input.value;
	}
}

function praise(text: string): void {
	put("[data-said]", text);
	put("[data-error]", "");
}

function complain(text: string): void {
	put("[data-error]", text);
	put("[data-said]", "");
}

function put(what: string, text: string): void {
	const line = page.querySelector<HTMLElement>(what);
	if (line !== null) {
		line.textContent = text;
		line.hidden = text === "";
	}
}

let timer = 0;

/** Renews the page when nobody has saved for a moment. */
function later(): void {
	clearTimeout(timer);
	timer = window.setTimeout(() => void renew(), 1200);
}

/** Asks whether somebody else has done something. */
async function poll(): Promise<void> {
	if (document.hidden || sending) {
		return;
	}
	if (acts.length > 0) {
		return send();
	}
	const answer = await fetch(page.dataset["sit"] ?? "", { headers: { Accept: "application/json" } }).catch(() => undefined);
	const told = answer?.ok === true ? ((await answer.json().catch(() => undefined)) as { version?: number } | undefined) : undefined;
	if (told?.version !== undefined && told.version !== Number(page.dataset["version"])) {
		await renew();
	}
}

/** Fetches the page and puts in the parts that differ. */
async function renew(): Promise<void> {
	if (acts.length > 0) {
		return; // what is shown is ahead of the server
	}
	const before = Date.now();
	const address = new URL(page.dataset["sit"] ?? "", location.href);
	address.searchParams.set("punkt", shown());
	const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => undefined);
	if (answer?.ok !== true || acts.length > 0) {
		return;
	}
	const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector<HTMLElement>("[data-sit]");
	if (next === null) {
		return;
	}
	page.dataset["version"] = next.dataset["version"];
	skew = Number(next.dataset["now"]) - (before + Date.now()) / 2;
	if (next.querySelectorAll("[data-point]").length !== page.querySelectorAll("[data-point]").length) {
		location.reload(); // the agenda itself has changed; texts are kept
		return;
	}
	for (const part of next.querySelectorAll<HTMLElement>("[data-part]")) {
		const old = document.getElementById(part.id);
		if (old !== null) {
			swap(old, part);
		}
	}
	for (const field of next.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>("[data-field]")) {
		refresh(field.dataset["save"] ?? "", { version: Number(field.dataset["version"]), text: field.defaultValue });
	}
	tick();
}

/** Puts a part in the place of an old one, with the focus and what is open. */
function swap(old: HTMLElement, part: HTMLElement): void {
	const shape = (one: HTMLElement): string => one.innerHTML.replace(/<meter[^>]*>|<details[^>]*>/g, "");
	const focus = old.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
	const fresh = [...part.querySelectorAll("[data-clock-text]")];
	if (old.innerHTML === part.innerHTML || (fresh.length === 0 && shape(old) === shape(part))) {
		return;
	}
	if (focus !== null && /^(input|textarea|select)$/i.test(focus.tagName) && (focus as HTMLInputElement).type !== "radio") {
		return; // somebody is writing there
	}
	const open = new Set([...old.querySelectorAll<HTMLDetailsElement>("details[open]")].map((one) => place(old, one)));
	const at = focus === null ? "" : place(old, focus);
	const half = [...old.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("details[open] input:not([type=hidden]):not([type=radio]):not([type=checkbox]), details[open] textarea")].some((input) => input.value !== input.defaultValue);
	if (half) {
		return; // a form is half filled in
	}
	old.replaceChildren(...part.childNodes);
	for (const details of old.querySelectorAll<HTMLDetailsElement>("details")) {
		details.open = details.open || open.has(place(old, details));
	}
	if (at !== "") {
		const again = [...old.querySelectorAll<HTMLElement>("button, input, summary, a, select")].find((one) => place(old, one) === at);
		(again ?? old.querySelector<HTMLElement>("button, a, summary"))?.focus();
	}
	start(old);
}

/** What tells an element from the others of its part. */
function place(part: HTMLElement, one: Element): string {
	if (one.id !== "") {
		return one.id;
	}
	const form = one.closest("form");
	const who = form?.querySelector<HTMLInputElement>("[name=hvem], [name=linje], [name=taler], [name=melding]")?.value ?? "";
	const person = one.closest(".sit-person");
	const nth = person === null ? -1 : [...part.querySelectorAll(".sit-person")].indexOf(person);
	return `${one.tagName} ${who} ${nth} ${one.textContent?.trim().slice(0, 40) ?? ""}`;
}

function change(event: Event): void {
	const form = (event.target as HTMLElement).closest<HTMLFormElement>("form[data-auto]");
	if (form !== null) {
		done(form, null);
	}
}

function click(event: Event): void {
	const target = event.target as HTMLElement;
	const link = target.closest<HTMLAnchorElement>("[data-show]");
	const { ctrlKey, metaKey, shiftKey } = event as MouseEvent;
	if (link !== null && !ctrlKey && !metaKey && !shiftKey) {
		event.preventDefault();
		show(link.dataset["show"] ?? "");
		document.getElementById(`t-${link.dataset["show"] ?? ""}`)?.focus();
		return;
	}
	const phrase = target.closest<HTMLElement>("[data-phrase]");
	if (phrase !== null) {
		insert(phrase.closest("form")?.querySelector("textarea") ?? null, phrase.dataset["phrase"] ?? "");
	}
}

/** Puts a phrase where the caret is, as a sentence of its own, and marks what is to be filled in. */
export function insert(field: HTMLTextAreaElement | null, phrase: string): void {
	if (field === null || field.readOnly) {
		return;
	}
	const before = field.value.slice(0, field.selectionStart), after = field.value.slice(field.selectionEnd);
	const glue = before === "" || /\s$/.test(before) ? "" : " ";
	field.value = before + glue + phrase + after;
	const begin = before.length + glue.length, gap = phrase.indexOf("…");
	field.focus();
	field.setSelectionRange(gap < 0 ? begin + phrase.length : begin + gap, gap < 0 ? begin + phrase.length : begin + gap + 1);
	field.dispatchEvent(new Event("input", { bubbles: true }));
}

function entry(id: string): HTMLElement | null {
	return page.querySelector<HTMLElement>(`[data-entry="${CSS.escape(id)}"]`);
}

/** The item that is looked at. */
function shown(): string {
	return page.querySelector<HTMLElement>("[data-point]:not([hidden])")?.dataset["point"] ?? "";
}

/** Shows an item. */
function show(id: string): void {
	const wanted = page.querySelector<HTMLElement>(`[data-point="${CSS.escape(id)}"]`);
	if (wanted === null) {
		return;
	}
	for (const point of page.querySelectorAll<HTMLElement>("[data-point]")) {
		point.hidden = point !== wanted;
	}
	page.querySelectorAll(".sit-entry-shown").forEach((one) => {
		one.classList.remove("sit-entry-shown");
		one.querySelector("a")?.removeAttribute("aria-current");
	});
	entry(id)?.classList.add("sit-entry-shown");
	entry(id)?.querySelector("a")?.setAttribute("aria-current", "true");
	history.replaceState(null, "", `?punkt=${encodeURIComponent(id)}`);
}

/** Counts instants, not hours of the day. */
function tick(): void {
	const clock = page.querySelector<HTMLElement>("[data-clock]");
	const text = clock?.querySelector<HTMLElement>("[data-clock-text]");
	if (clock === null || text === null || text === undefined) {
		return;
	}
	const planned = Number(clock.dataset["planned"]), since = Number(clock.dataset["since"]);
	const spent = Number(clock.dataset["spent"]) + (since > 0 ? Math.max(0, Date.now() + skew - since) : 0);
	const minutes = (ms: number): string => String(Math.floor(ms / 60_000));
	if (planned === 0) {
		text.textContent = `${minutes(spent)} ${say.min}`;
		return;
	}
	const left = planned - spent;
	clock.classList.toggle("sit-clock-over", left < 0);
	text.textContent = left >= 0 ? `${minutes(left + 59_999)} ${say.min} ${say.left}` : `${minutes(-left)} ${say.min} ${say.over}`;
	const meter = clock.querySelector("meter");
	if (meter !== null) {
		meter.value = Math.min(1, spent / planned);
	}
}
