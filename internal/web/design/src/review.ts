/**
 * Lets a reviewer work through the list by keyboard: Enter accepts (the form's
 * own doing), n goes to the next doubt, r to the field where the value is
 * corrected. Keys are left alone while somebody types.
 */
export function reviewKeys(): void {
	const page = document.querySelector("[data-review]");
	if (page === null) {
		return;
	}
	document.addEventListener("keydown", (event) => {
		if (event.ctrlKey || event.altKey || event.metaKey || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) {
			return;
		}
		const wanted = { n: "[data-next]", r: "[data-correct]" }[event.key];
		const found = wanted === undefined ? null : page.querySelector<HTMLElement>(wanted);
		if (found === null) {
			return;
		}
		event.preventDefault();
		if (found instanceof HTMLAnchorElement) {
			found.click();
		} else {
			found.focus();
		}
	});
}
