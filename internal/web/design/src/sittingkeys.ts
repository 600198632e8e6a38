/**
 * The keys of the page on which minutes are written. A letter never does
 * anything while somebody writes: Esc leaves the field first. The function keys
 * and Ctrl+Enter work everywhere.
 */
interface Page {
	show(id: string): void;
	shown(): string;
}

export function sittingKeys(page: HTMLElement, { show, shown }: Page): void {
	const map = page.querySelector<HTMLDialogElement>("#taster");
	const open = page.querySelector<HTMLElement>("[data-keys]");
	if (open !== null) {
		open.hidden = false;
		open.addEventListener("click", () => map?.showModal());
	}
	const point = (): HTMLElement | null => page.querySelector<HTMLElement>("[data-point]:not([hidden])");
	const focus = (what: string): void => point()?.querySelector<HTMLElement>(what)?.focus();
	const press = (letter: string): void => page.querySelector<HTMLElement>(`[data-key="${letter}"]`)?.click();
	const move = (by: number): void => {
		const ids = [...page.querySelectorAll<HTMLElement>("[data-point]")].map((one) => one.dataset["point"] ?? "");
		const id = ids[ids.indexOf(shown()) + by];
		if (id !== undefined) {
			show(id);
			focus("h2");
		}
	};
	const next = (): void => {
		press("n");
		focus("textarea");
	};
	const anywhere: Record<string, () => void> = {
		F8: next,
		F4: () => focus(".sit-phrase"),
		F2: () => {
			const form = point()?.querySelector<HTMLFormElement>("form[data-suggested]");
			const empty = form?.querySelector<HTMLElement>("[name=organisation]:placeholder-shown, [name=frist]:invalid");
			if (empty !== null && empty !== undefined) {
				empty.focus();
			} else {
				form?.requestSubmit();
			}
		},
	};
	const letters: Record<string, () => void> = {
		n: next,
		b: () => focus(".sit-decision textarea"),
		d: () => focus(".sit-discussion textarea"),
		f: () => page.querySelector<HTMLElement>(".sit-people .sit-toggle")?.focus(),
		t: () => {
			const input = point()?.querySelector<HTMLElement>("[data-speaker]");
			input?.closest("details")?.setAttribute("open", "");
			input?.focus();
		},
		p: () => press("p"),
		j: () => move(1),
		k: () => move(-1),
		"?": () => map?.showModal(),
	};
	document.addEventListener("keydown", (event) => {
		const target = event.target as HTMLElement;
		const writes = target.matches("textarea, select, input:not([type=radio]):not([type=checkbox]), [contenteditable]");
		if (map?.open === true || event.isComposing || event.repeat) {
			return;
		}
		if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
			event.preventDefault();
			point()?.querySelector<HTMLFormElement>("form[data-release]")?.requestSubmit();
			return;
		}
		if (event.ctrlKey || event.metaKey || event.altKey) {
			return;
		}
		if (event.key === "Escape" && writes) {
			focus("h2");
			return;
		}
		if (target.matches(".sit-phrase") && /^[1-9]$/.test(event.key)) {
			event.preventDefault();
			target.parentElement?.querySelectorAll<HTMLElement>(".sit-phrase")[Number(event.key) - 1]?.click();
			return;
		}
		const act = anywhere[event.key] ?? (writes ? undefined : letters[event.key]);
		if (act !== undefined) {
			event.preventDefault();
			act();
		}
	});
}
