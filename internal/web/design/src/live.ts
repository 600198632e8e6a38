/**
 * Follows a meeting while it is held. The page came with how things stood; from
 * there it is changed by the events of its stream, by the rule of package gallery
 * (View.take). Without script the page is loaded anew instead.
 *
 *     <div data-live="/arbejde/moede/…/stroem?efter=17" data-now="1732021200000">
 *
 * However many windows of a browser follow a meeting, one of them has the stream
 * and tells the others: a browser opens only six connections to a host over
 * HTTP/1.1. When that window is closed, the next takes over where it left.
 */

interface News {
	item?: string;
	text?: string;
	outcome?: string;
	names?: string[];
	at: number; // milliseconds since 1970
}

interface Event {
	id: number;
	kind: string;
	news: News;
}

const kinds = ["opened", "item", "decision", "speakers", "adjourned", "closed", "agenda"];
const pause = 5_000; // ms before a stream that was refused is asked for again

/** Why the page does not hear what happens; "" when it does. */
type Trouble = "" | "away" | "signed-out" | "lost";

export function follow(): void {
	const page = document.querySelector<HTMLElement>("[data-live]");
	if (page !== null && "EventSource" in window) {
		listen(page, new Page(page));
	}
}

/** Gets events to a page: by a stream of its own, or from the window that has it. */
function listen(root: HTMLElement, page: Page): void {
	const address = new URL(root.dataset["live"] ?? "", location.href);
	let last = Number(address.searchParams.get("efter"));
	const begun = last;
	const heard: Event[] = [];
	const name = `klynge:${address.pathname}?${address.searchParams.get("lukkede") ?? ""}`;
	const channel = "BroadcastChannel" in window ? new BroadcastChannel(name) : undefined;
	const take = (event: Event): void => {
		last = event.id;
		page.take(event);
	};
	if (channel === undefined || !("locks" in navigator)) {
		stream(address, () => last, take, page);
		return;
	}
	// A window that was opened later asks for what was told before it listened.
	let leading = false;
	channel.onmessage = (message: MessageEvent<{ event?: Event; after?: number; anew?: number; what?: Trouble }>) => {
		const { event, after, anew, what } = message.data;
		if (event !== undefined && !leading && event.id > last) {
			take(event);
		} else if (what !== undefined && !leading) {
			page.trouble(what);
		} else if (anew !== undefined && !leading && last < anew) {
			location.reload(); // what came between is not to be had otherwise
		} else if (after !== undefined && leading) {
			if (after < begun) {
				channel.postMessage({ anew: begun });
			}
			for (const event of heard.filter((event) => event.id > after)) {
				channel.postMessage({ event });
			}
		}
	};
	channel.postMessage({ after: last });
	void navigator.locks.request(name, () => {
		leading = true;
		stream(address, () => last, (event) => {
			heard.push(event);
			take(event);
			channel.postMessage({ event });
		}, page, (what) => channel.postMessage({ what }));
		return new Promise<never>(() => undefined); // until the window is closed
	});
}

/** Opens the stream after an event, and again when it is refused for a while. */
function stream(address: URL, last: () => number, take: (event: Event) => void, page: Page, tell: (what: Trouble) => void = () => undefined): void {
	address.searchParams.set("efter", String(last()));
	const source = new EventSource(address);
	const trouble = (what: Trouble): void => {
		page.trouble(what);
		tell(what);
	};
	// Refused: for a while, until the visitor signs in again in another window, or
	// because they may not any more.
	const ask = (): void => {
		fetch(address, { method: "HEAD", headers: { Accept: "text/event-stream" } }).then((answer) => {
			if (answer.status === 401) {
				trouble("signed-out");
				page.dark();
				setTimeout(ask, pause);
			} else if (answer.status < 500 && !(answer.headers.get("Content-Type") ?? "").startsWith("text/event-stream")) {
				trouble("lost");
				page.dark();
			} else {
				stream(address, last, take, page, tell);
			}
		}, () => stream(address, last, take, page, tell));
	};
	source.onopen = () => {
		trouble("");
		page.light();
	};
	for (const kind of kinds) {
		source.addEventListener(kind, (message: MessageEvent<string>) => {
			take({ id: Number(message.lastEventId), kind, news: JSON.parse(message.data) as News });
		});
	}
	source.onerror = () => {
		trouble("away");
		if (source.readyState !== EventSource.CLOSED) {
			return; // the browser tries again
		}
		setTimeout(ask, pause);
	};
}

/** A meeting on a page. */
class Page {
	private readonly ahead: number; // of our clock before the server's, ms
	private current: string;
	private readonly screen: boolean;
	private darkened = false;

	constructor(private readonly root: HTMLElement) {
		this.ahead = Date.now() - Number(root.dataset["now"]);
		this.current = root.dataset["current"] ?? "";
		this.screen = "screen" in root.dataset;
		setInterval(() => this.tick(), 1_000);
		this.fit();
		addEventListener("resize", () => this.fit());
	}

	/** Changes the page by one event. */
	take({ kind, news }: Event): void {
		switch (kind) {
			case "opened":
				this.stage("running");
				break;
			case "item":
				this.stop(news.at);
				this.begin(news.item ?? "", news.at);
				this.stage("running");
				this.speakers([]);
				break;
			case "decision":
				this.decide(news);
				break;
			case "speakers":
				if ((news.item ?? "") === this.current) {
					this.speakers(news.names ?? []);
				}
				break;
			case "adjourned":
				this.stop(news.at);
				this.stage("break");
				break;
			case "closed":
				this.stop(news.at);
				this.begin("", news.at);
				this.stage("over");
				this.speakers([]);
				break;
			case "agenda":
				this.renew();
				break;
		}
		this.tick();
		this.fit();
	}

	/** Says whether the page still hears what happens. */
	trouble(what: Trouble): void {
		for (const line of this.all("[data-say='away'], [data-say='signed-out'], [data-say='lost']")) {
			line.hidden = line.dataset["say"] !== what;
		}
	}

	/** Takes down what the visitor may not see any more. */
	dark(): void {
		if (this.screen) {
			this.darkened = true;
			for (const item of this.all("[data-item]")) {
				item.hidden = true;
			}
		}
	}

	/** Shows it again to a visitor who may. */
	light(): void {
		if (this.darkened) {
			location.reload();
		}
	}

	private all(selector: string): HTMLElement[] {
		return [...this.root.querySelectorAll<HTMLElement>(selector)];
	}

	private item(id: string): HTMLElement | undefined {
		return this.all("[data-item]").find((item) => item.dataset["item"] === id);
	}

	private stage(stage: string): void {
		for (const line of this.all("[data-stage]")) {
			const which = line.dataset["stage"];
			set(line, which !== stage || (which === "running" && this.current !== ""));
		}
		for (const form of this.all("[data-ask]")) {
			set(form, stage !== "running");
		}
	}

	private stop(at: number): void {
		const item = this.item(this.current);
		if (item === undefined) {
			return;
		}
		const since = Number(item.dataset["since"]);
		if (since > 0) {
			item.dataset["spent"] = String(Number(item.dataset["spent"]) + Math.max(at - since, 0));
		}
		item.dataset["since"] = "";
		delete item.dataset["isCurrent"];
		mark(item, "current", false);
		mark(item, "treated", true);
	}

	private begin(id: string, at: number): void {
		this.current = id;
		const item = this.item(id);
		if (this.screen) {
			for (const other of this.all("[data-item]")) {
				set(other, other !== item);
			}
		}
		if (item !== undefined) {
			item.dataset["since"] = String(at);
			item.dataset["isCurrent"] = "";
			mark(item, "current", true);
			mark(item, "treated", false);
		}
		for (const line of this.all("[data-current-item]")) {
			set(line, item === undefined);
			write(line.querySelector("[data-current-name]"), item?.querySelector("[data-name]")?.textContent ?? "");
			line.querySelector("a")?.setAttribute("href", item === undefined ? "" : `#${item.id}`);
		}
	}

	private decide(news: News): void {
		const decision = this.item(news.item ?? "")?.querySelector<HTMLElement>("[data-decision]");
		if (decision === undefined || decision === null) {
			return;
		}
		write(decision.querySelector("[data-decision-text]"), news.text ?? "");
		for (const badge of decision.querySelectorAll<HTMLElement>("[data-outcome]")) {
			set(badge, badge.dataset["outcome"] !== news.outcome);
		}
		set(decision, (news.text ?? "") === "");
	}

	private speakers(names: string[]): void {
		for (const list of this.all("[data-speakers]")) {
			set(list, names.length === 0);
			list.querySelector("[data-names]")?.replaceChildren(...names.map((name) => {
				const line = document.createElement("li");
				line.lang = "da";
				line.textContent = name;
				return line;
			}));
		}
	}

	/** Shows what the current item has taken of its time. */
	private tick(): void {
		const item = this.item(this.current);
		for (const clock of this.all("[data-clock]")) {
			set(clock, item === undefined);
			if (item === undefined) {
				continue;
			}
			const since = Number(item.dataset["since"]);
			const spent = Number(item.dataset["spent"]) + (since > 0 ? Math.max(Date.now() - this.ahead - since, 0) : 0);
			const used = Math.floor(spent / 60_000);
			const planned = Number(item.dataset["minutes"]);
			write(clock.querySelector("[data-used]"), String(used));
			write(clock.querySelector("[data-planned]"), String(planned));
			const budget = clock.querySelector<HTMLElement>("[data-budget]");
			if (budget !== null) {
				set(budget, planned === 0);
			}
			clock.classList.toggle("live-clock-over", planned > 0 && spent > planned * 60_000);
		}
	}

	/** The agenda is another one now. Nobody who is writing a note is disturbed. */
	private renew(): void {
		if (this.screen) {
			setTimeout(() => location.reload(), Math.random() * 2_000);
			return;
		}
		for (const line of this.all("[data-say='agenda']")) {
			line.hidden = false;
		}
	}

	/** Makes the text on a big screen as large as there is room for. */
	private fit(): void {
		const main = this.screen ? this.root.querySelector<HTMLElement>(".screen-main") : null;
		if (main === null) {
			return;
		}
		for (let size = 0; size <= 6; size++) {
			main.dataset["size"] = String(size);
			if (main.scrollHeight <= main.clientHeight + 1) {
				return;
			}
		}
	}
}

/** Hides or shows, and touches nothing that is so already: a screen reader would say it again. */
function set(element: HTMLElement, hidden: boolean): void {
	if (element.hidden !== hidden) {
		element.hidden = hidden;
	}
}

function write(element: Element | null, text: string): void {
	if (element !== null && element.textContent !== text) {
		element.textContent = text;
	}
}

function mark(item: HTMLElement, name: string, on: boolean): void {
	const found = item.querySelector<HTMLElement>(`[data-mark="${name}"]`);
	if (found !== null) {
		set(found, !on);
	}
}
