/**
 * The agenda while it is made: items are moved by drag, by button or by Alt and
 * an arrow, and each move is sent at once; the page of an item tells who else has
 * it open and takes in what they save. Without it the same buttons send forms.
 */
import { refresh } from "./field";
import type { Theirs } from "./fieldconflict";

export function editAgenda(): void {
	for (const form of document.querySelectorAll<HTMLFormElement>("form[data-agenda]")) {
		new Order(form);
	}
	for (const page of document.querySelectorAll<HTMLElement>("[data-watch]")) {
		watch(page);
	}
	phrases();
}

const english = document.documentElement.lang === "en";

/** The items of an agenda in their order. */
class Order {
	private readonly list: HTMLElement;
	private sending = false;
	private again = false;

	constructor(private readonly form: HTMLFormElement) {
		this.list = form.querySelector("ol") ?? form;
		form.addEventListener("click", (event) => {
			const button = (event.target as Element).closest<HTMLButtonElement>("[data-move]");
			const row = button?.closest<HTMLElement>("[data-item]");
			if (button && row) {
				event.preventDefault();
				this.move(row, Number(button.dataset["move"]), button);
			}
		});
		form.addEventListener("keydown", (event) => {
			const row = (event.target as Element).closest<HTMLElement>("[data-movable]");
			if (row !== null && event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
				event.preventDefault();
				this.move(row, event.key === "ArrowUp" ? -1 : 1, document.activeElement as HTMLElement);
			}
		});
		for (const grip of form.querySelectorAll<HTMLElement>("[data-movable] .agenda-grip")) {
			grip.addEventListener("pointerdown", (event) => this.drag(grip, event));
		}
	}

	private rows(): HTMLElement[] {
		return [...this.list.querySelectorAll<HTMLElement>("[data-movable]")];
	}

	private move(row: HTMLElement, by: number, focused: HTMLElement): void {
		const rows = this.rows(), other = rows[rows.indexOf(row) + by];
		if (other === undefined) {
			return;
		}
		if (by < 0) {
			other.before(row);
		} else {
			other.after(row);
		}
		this.settle();
		const still = focused instanceof HTMLButtonElement && focused.disabled ? row.querySelector<HTMLElement>("[data-move]:not(:disabled)") : focused;
		still?.focus();
		row.scrollIntoView({ block: "nearest" });
		this.say(row);
		void this.send();
	}

	private drag(grip: HTMLElement, event: PointerEvent): void {
		const row = grip.closest<HTMLElement>("[data-movable]");
		if (row === null || event.button !== 0) {
			return;
		}
		event.preventDefault();
		row.classList.add("agenda-dragged");
		const before = this.ids();
		const follow = (at: PointerEvent): void => {
			for (const other of this.rows()) {
				const box = other.getBoundingClientRect();
				if (other !== row && at.clientY > box.top && at.clientY < box.bottom) {
					if (at.clientY < box.top + box.height / 2) {
						other.before(row);
					} else {
						other.after(row);
					}
				}
			}
		};
		const over = new AbortController();
		const done = (): void => {
			over.abort();
			row.classList.remove("agenda-dragged");
			this.settle();
			if (this.ids() !== before) {
				this.say(row);
				void this.send();
			}
		};
		// On the document: an element that is moved loses its capture of the pointer.
		for (const [name, act] of [["pointermove", follow], ["pointerup", done], ["pointercancel", done]] as const) {
			document.addEventListener(name, act, { signal: over.signal });
		}
	}

	private ids(): string {
		return [...this.list.querySelectorAll<HTMLElement>("[data-item]")].map((row) => row.dataset["item"]).join(" ");
	}

	/** Opens the buttons that have somewhere to move to. */
	private settle(): void {
		const rows = this.rows();
		rows.forEach((row, i) => {
			for (const button of row.querySelectorAll<HTMLButtonElement>("[data-move]")) {
				button.disabled = rows[i + Number(button.dataset["move"])] === undefined;
			}
		});
	}

	private say(row: HTMLElement): void {
		const place = [...this.list.children].indexOf(row) + 1, all = this.list.children.length;
		const title = row.querySelector("a")?.textContent ?? "";
		const said = this.form.querySelector("[data-agenda-said]");
		if (said !== null) {
			said.textContent = english ? `${title} is now number ${place} of ${all}` : `${title} er nu nummer ${place} af ${all}`;
		}
	}

	/** Sends the order; one that changes meanwhile is sent when the answer is here. */
	private async send(): Promise<void> {
		if (this.sending) {
			this.again = true;
			return;
		}
		this.sending = true;
		const body = new URLSearchParams({ goer: "orden", grundlag: this.form.dataset["head"] ?? "", orden: this.ids() });
		const answer = await fetch(this.form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => undefined);
		this.sending = false;
		if (!answer?.ok || !answer.headers.get("Content-Type")?.startsWith("application/json")) {
			this.form.querySelector<HTMLElement>("[data-agenda-failed]")?.removeAttribute("hidden");
			return;
		}
		const now = (await answer.json()) as { head: number; items: { id: string; number: string; clock: string }[] };
		this.form.dataset["head"] = String(now.head);
		for (const item of now.items) {
			const row = this.list.querySelector(`[data-item="${CSS.escape(item.id)}"]`);
			for (const [place, text] of [["[data-number]", item.number], ["[data-clock]", item.clock]] as const) {
				const element = row?.querySelector(place);
				if (element) {
					element.textContent = text;
				}
			}
		}
		if (this.again) {
			this.again = false;
			void this.send();
		}
	}
}

const pause = 5_000; // ms between questions for what is new

/** Asks, while the page is seen, who else has it open and what they saved. */
function watch(page: HTMLElement): void {
	let since = page.dataset["since"] ?? "0";
	const ask = async (): Promise<void> => {
		if (document.visibilityState === "visible") {
			const answer = await fetch(`${page.dataset["watch"]}?siden=${since}`, { headers: { Accept: "application/json" } }).catch(() => undefined);
			if (answer?.ok && answer.headers.get("Content-Type")?.startsWith("application/json")) {
				const news = (await answer.json()) as { editors: string[] | null; shape: string; now: number; fields: Record<string, Theirs> };
				since = String(news.now);
				for (const [save, theirs] of Object.entries(news.fields)) {
					refresh(save, theirs);
				}
				tell(page, news.editors ?? []);
				page.querySelector("[data-reshaped]")?.toggleAttribute("hidden", news.shape === page.dataset["shape"]);
			}
		}
		setTimeout(ask, pause);
	};
	void ask();
}

function tell(page: HTMLElement, names: string[]): void {
	const place = page.querySelector("[data-editors]");
	const also = english ? "Also here now: " : "Er her også nu: ";
	const text = names.length === 0 ? "" : also + names.join(", ");
	if (place !== null && place.textContent !== text) {
		place.textContent = text;
	}
}

/** Puts a standard sentence into the text that was written in last. */
function phrases(): void {
	let last: HTMLTextAreaElement | undefined;
	document.addEventListener("focusin", (event) => {
		if (event.target instanceof HTMLTextAreaElement && event.target.matches("[data-field]")) {
			last = event.target;
		}
	});
	for (const button of document.querySelectorAll<HTMLElement>("[data-phrase]")) {
		button.addEventListener("click", () => {
			const empty = [...document.querySelectorAll<HTMLTextAreaElement>(".agenda-proposal textarea")].find((line) => line.value === "");
			const field = last?.isConnected ? last : empty;
			if (field === undefined) {
				return;
			}
			const text = button.dataset["phrase"] ?? "";
			field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
			field.dispatchEvent(new InputEvent("input", { bubbles: true }));
			field.focus();
		});
	}
}
