/**
 * Marks, in the list of items beside a meeting, the item that is being read.
 * Without it the list still leads to every item.
 */
export function followAgenda(): void {
	const links = new Map<string, HTMLAnchorElement>();
	for (const link of document.querySelectorAll<HTMLAnchorElement>(".agenda-nav a[href^='#']")) {
		links.set(link.hash.slice(1), link);
	}
	const items = [...links.keys()].map((id) => document.getElementById(id)).filter((item) => item !== null);
	if (items.length === 0) {
		return;
	}
	const mark = (): void => {
		// The item being read is the last one whose top has passed the upper third.
		const line = window.innerHeight / 3;
		const reading = items.filter((item) => item.getBoundingClientRect().top <= line).at(-1);
		for (const [id, link] of links) {
			if (id === reading?.id) {
				link.setAttribute("aria-current", "true");
			} else {
				link.removeAttribute("aria-current");
			}
		}
	};
	let waiting = false;
	document.addEventListener("scroll", () => {
		if (!waiting) {
			waiting = true;
			requestAnimationFrame(() => {
				waiting = false;
				mark();
			});
		}
	}, { passive: true });
	mark();
}
