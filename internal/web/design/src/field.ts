/**
 * Texts that save themselves while they are written.
 *
 *     <textarea id="titel" data-field data-save="/arbejde/punkt/…/felt/title" data-version="3">…</textarea>
 *
 * A text that has been changed is kept in the browser at once, and posted 800 ms
 * after the last key and when the field is left: "tekst", and "grundlag", the
 * version it was written over. The answer is JSON (web.AnswerField): 200 with the
 * version that now stands, or 409 with what somebody else had saved, which is
 * shown beside one's own. Any other answer, or none, leaves the text in the
 * browser: it is sent again when the way is open, and offered again when the page
 * is opened anew. It is forgotten only when the server has it.
 *
 * data-writer, the id of the account, keeps what one person left in a browser
 * from being sent as another's. A hidden input with the field's id and
 * "-grundlag" follows the version, so that the form around the field may be sent
 * as well; it waits for what is on its way (see [settle]).
 *
 * The field tells of itself by the event "klynge:field", whose detail is its
 * [State].
 */
import { conflict, type Theirs } from "./fieldconflict";
import { say } from "./fieldwords";

/** How a field stands. */
export type State = "saved" | "waiting" | "saving" | "offline" | "signed-out" | "refused" | "conflict";

type Input = HTMLTextAreaElement | HTMLInputElement;

/** What the browser keeps of a text that the server does not have. */
interface Kept {
	version: number;
	base: string;
	text: string;
	at: number;
}

const rest = 800; // ms without a key before a text is sent
const prefix = "klynge:tekst:";
const longest = 30 * 24 * 3600 * 1000; // ms that a text is kept which nobody came back for
const retries = [2_000, 5_000, 10_000, 20_000, 30_000]; // ms between attempts while the server is away

const all = new Set<Field>();

/** Starts the fields of the page. */
export function fields(): void {
	forgetOld();
	start(document);
	addEventListener("online", () => all.forEach((field) => field.again()));
	addEventListener("focus", () => all.forEach((field) => field.again()));
	addEventListener("pagehide", () => all.forEach((field) => field.leave()));
	addEventListener("beforeunload", (event) => {
		// Only where the browser could not keep the text is there anything to lose.
		if ([...all].some((field) => field.losable())) {
			event.preventDefault();
		}
	});
	document.addEventListener("submit", wait);
}

/** Starts the fields in a part of the page that was put there later. */
export function start(part: ParentNode): void {
	for (const input of part.querySelectorAll<Input>("[data-field]")) {
		if (![...all].some((field) => field.input === input)) {
			all.add(new Field(input));
		}
	}
}

/**
 * Sends what has not been sent, and waits for the answers: true when the server
 * has every text of the page.
 */
export async function settle(): Promise<boolean> {
	for (const field of all) {
		if (!field.input.isConnected) {
			all.delete(field);
		}
	}
	await Promise.all([...all].map((field) => field.send()));
	return [...all].every((field) => field.state === "saved");
}

/** Takes in a text that somebody else saved, unless something is being written there. */
export function refresh(save: string, theirs: Theirs): void {
	for (const field of all) {
		if (field.address === save) {
			field.refresh(theirs);
		}
	}
}

/** Forms that wait: a second press of the button waits with the first. */
const waiting = new WeakSet<HTMLFormElement>();

/** A form that is sent waits for the texts of the page. */
function wait(event: SubmitEvent): void {
	const form = event.target as HTMLFormElement;
	if (waiting.has(form)) {
		event.preventDefault();
		return;
	}
	if ([...all].every((field) => field.state === "saved" && !field.changed()) || event.defaultPrevented) {
		return;
	}
	event.preventDefault();
	waiting.add(form);
	void settle().then(() => {
		waiting.delete(form);
		const open = [...all].find((field) => field.state === "conflict");
		if (open !== undefined) {
			open.show();
			return;
		}
		// What could not be sent is kept, so the form may go.
		document.removeEventListener("submit", wait);
		form.requestSubmit(event.submitter as HTMLElement | null);
		document.addEventListener("submit", wait);
	});
}

/** Deletes what nobody came back for. */
function forgetOld(): void {
	try {
		for (const key of Object.keys(localStorage).filter((key) => key.startsWith(prefix))) {
			const kept = JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Kept>;
			if (Date.now() - (kept.at ?? 0) > longest) {
				localStorage.removeItem(key);
			}
		}
	} catch {
		// A browser that keeps nothing has nothing to forget.
	}
}

class Field {
	state: State = "saved";
	readonly address: string;
	private version: number;
	private base: string; // the text of that version
	private timer = 0;
	private failures = 0;
	private flight: Promise<void> | undefined;
	private kept = true; // the browser has what the server has not
	private readonly note = document.createElement("p");
	private panel: HTMLElement | undefined;

	constructor(readonly input: Input) {
		this.address = input.dataset["save"] ?? "";
		this.version = Number(input.dataset["version"] ?? 0);
		this.base = plain(input.defaultValue);
		this.note.className = "field-note";
		this.note.setAttribute("aria-live", "polite");
		input.after(this.note);
		const kept = this.restore();
		// A browser that fills in what stood before the page was loaded anew would
		// put an old text over a newer version.
		input.value = kept?.text ?? input.defaultValue;
		if (kept !== undefined) {
			[this.version, this.base] = [kept.version, kept.base];
			this.tell("waiting", say.found);
			this.rest(0);
		}
		input.addEventListener("input", () => this.typed());
		input.addEventListener("change", () => void this.send());
	}

	/** Whether something stands in the field that the server does not have. */
	changed(): boolean {
		return plain(this.input.value) !== this.base;
	}

	losable(): boolean {
		return !this.kept && this.changed();
	}

	private typed(): void {
		if (!this.changed() && this.flight === undefined) {
			this.forget();
			this.tell("saved", "");
			return;
		}
		this.keep();
		if (this.state === "conflict") {
			return;
		}
		if (this.state === "saved" || this.state === "refused") {
			this.tell("waiting", "");
		}
		this.rest(this.state === "offline" ? this.pause() : rest);
	}

	private rest(ms: number): void {
		clearTimeout(this.timer);
		this.timer = window.setTimeout(() => void this.send(), ms);
	}

	private pause(): number {
		return retries[Math.min(this.failures, retries.length) - 1] ?? rest;
	}

	/** Tries once more, when there is a reason to think that the way is open. */
	again(): void {
		if (this.state === "offline" || this.state === "signed-out") {
			void this.send();
		}
	}

	/** Sends the text when there is one to send; done when it was answered. */
	async send(): Promise<void> {
		clearTimeout(this.timer);
		while (this.flight !== undefined) {
			await this.flight;
		}
		if (!this.changed() || this.state === "conflict") {
			return;
		}
		this.flight = this.post().finally(() => (this.flight = undefined));
		await this.flight;
	}

	private async post(): Promise<void> {
		const text = plain(this.input.value);
		if (this.state !== "offline" && this.state !== "signed-out") {
			this.tell("saving", "");
		}
		let answer: Response;
		try {
			answer = await fetch(this.address, { method: "POST", body: this.form(text), headers: { Accept: "application/json" } });
		} catch {
			this.away();
			return;
		}
		if (answer.headers.get("Content-Type")?.startsWith("application/json") && (answer.ok || answer.status === 409)) {
			const theirs = (await answer.json().catch(() => undefined)) as Theirs | undefined;
			if (theirs === undefined) {
				this.away(); // the line broke in the middle of the answer
			} else if (answer.ok) {
				this.saved(text, theirs);
			} else {
				this.met(theirs);
			}
			return;
		}
		if (answer.status >= 500 || answer.status === 429) {
			this.away();
			return;
		}
		await this.refused(answer);
	}

	private form(text: string): URLSearchParams {
		return new URLSearchParams({ grundlag: String(this.version), tekst: text });
	}

	private saved(text: string, now: Theirs): void {
		this.failures = 0;
		this.stand(now.version, text);
		if (this.changed()) {
			this.keep();
			this.tell("waiting", "");
			this.rest(rest);
			return;
		}
		this.forget();
		this.tell("saved", say.saved(now.at === undefined ? new Date() : new Date(now.at)));
	}

	/** The server is away, or the network is. */
	private away(): void {
		this.failures++;
		this.keep();
		this.tell("offline", this.kept ? say.offline : say.losable);
		this.rest(this.pause());
	}

	/** The server does not take the text: the visitor's time ran out, or it says why. */
	private async refused(answer: Response): Promise<void> {
		this.keep();
		const page = new DOMParser().parseFromString(await answer.text().catch(() => ""), "text/html");
		const signedIn = answer.status !== 401 && page.querySelector("form[action$='/log-ud'], a[href$='/konto']") !== null;
		if (!signedIn) {
			this.tell("signed-out", say.signedOut, { text: say.signIn, href: say.signInAt });
			return;
		}
		const why = page.querySelector("main .alert-text, main .font-lead")?.textContent?.trim() ?? "";
		this.tell("refused", `${why} ${say.refused}`.trim());
	}

	/** Somebody else has saved: both texts are shown, and the writer chooses. */
	private met(theirs: Theirs): void {
		this.keep();
		this.tell("conflict", say.met(theirs.by ?? ""));
		this.panel?.remove();
		const mine = this.input.value;
		this.panel = conflict(theirs, mine, theirs.base ?? this.base, (text, undoable) => {
			this.panel?.remove();
			this.panel = undefined;
			this.stand(theirs.version, plain(theirs.text));
			this.put(text);
			this.state = "waiting";
			if (this.changed()) {
				this.keep();
				void this.send();
			} else {
				this.forget();
				this.tell("saved", say.theirs, undoable ? { text: say.undo, act: () => this.bring(mine) } : undefined);
			}
			this.input.focus();
		});
		this.note.after(this.panel);
		this.show();
	}

	show(): void {
		this.panel?.scrollIntoView({ block: "nearest" });
		if (document.activeElement === this.input || document.activeElement === document.body) {
			this.panel?.focus();
		}
	}

	private bring(text: string): void {
		this.put(text);
		this.typed();
		this.input.focus();
	}

	private put(text: string): void {
		this.input.value = text;
		this.input.dispatchEvent(new CustomEvent("klynge:put"));
	}

	/** Takes in what somebody else saved while nothing was written here. */
	refresh(theirs: Theirs): void {
		if (theirs.version <= this.version || this.changed() || this.flight !== undefined || this.state === "conflict") {
			return;
		}
		const [at, text] = [this.input.selectionStart, plain(theirs.text)];
		if (text !== plain(this.input.value)) {
			this.put(theirs.text);
			if (document.activeElement === this.input && at !== null) {
				this.input.setSelectionRange(Math.min(at, text.length), Math.min(at, text.length));
			}
		}
		this.stand(theirs.version, text);
		this.tell("saved", say.others(theirs.by ?? ""));
	}

	/** Notes what the server has. */
	private stand(version: number, text: string): void {
		this.version = version;
		this.base = text;
		this.input.dataset["version"] = String(version);
		const hidden = document.getElementById(`${this.input.id}-grundlag`);
		if (hidden instanceof HTMLInputElement) {
			hidden.value = String(version);
		}
	}

	/** The page goes away: the last keys are kept, and sent if they are few. */
	leave(): void {
		if (!this.changed()) {
			return;
		}
		this.keep();
		if (this.state === "waiting" && this.input.value.length < 10_000) {
			// Whether it arrived is seen when the page is opened again.
			void fetch(this.address, { method: "POST", body: this.form(plain(this.input.value)), keepalive: true }).catch(() => undefined);
		}
	}

	private keep(): void {
		const kept: Kept = { version: this.version, base: this.base, text: this.input.value, at: Date.now() };
		try {
			localStorage.setItem(this.key(), JSON.stringify(kept));
			this.kept = true;
		} catch {
			this.kept = false;
		}
	}

	private forget(): void {
		try {
			localStorage.removeItem(this.key());
		} catch {
			// What was never kept need not be forgotten.
		}
	}

	/** What this writer left here and the server does not have. */
	private restore(): Kept | undefined {
		try {
			const kept = JSON.parse(localStorage.getItem(this.key()) ?? "null") as Kept | null;
			if (kept !== null && plain(kept.text) !== this.base) {
				return kept;
			}
			this.forget();
		} catch {
			// Nothing is kept, or nothing that can be read.
		}
		return undefined;
	}

	private key(): string {
		return `${prefix}${this.address} ${this.input.dataset["writer"] ?? ""}`;
	}

	private tell(state: State, text: string, more?: { text: string; href?: string; act?: () => void }): void {
		this.state = state;
		this.note.className = `field-note field-${state}`;
		this.note.textContent = text;
		if (more !== undefined) {
			const way = document.createElement(more.href === undefined ? "button" : "a");
			way.textContent = more.text;
			if (way instanceof HTMLAnchorElement) {
				way.href = more.href ?? "";
				way.target = "_blank";
			} else if (way instanceof HTMLButtonElement) {
				way.type = "button";
				way.className = "field-undo";
				way.addEventListener("click", () => more.act?.());
			}
			this.note.append(" ", way);
		}
		this.input.dispatchEvent(new CustomEvent<State>("klynge:field", { detail: state, bubbles: true }));
	}
}

/** A text as both sides compare it: line ends as \n, no spaces at the ends of lines. */
function plain(text: string): string {
	return text.replace(/\r\n?/g, "\n").replace(/[ \t]+$/gm, "").replace(/^\n+|\n+$/g, "").normalize("NFC");
}
