// Every kind of page, found the way a visitor finds it: from the front page on.

import { chromium } from "playwright-core";

export const browser = () =>
	chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

/** The first link on a page that leads to an address of some form. */
async function link(page, base, from, form) {
	await page.goto(base + from);
	const found = await page.$$eval("a[href]", (links) => links.map((a) => a.getAttribute("href")));
	const address = found.find((href) => form.test(href));
	if (address === undefined) {
		throw new Error(`${from} has no link like ${form}`);
	}
	return address;
}

/** All pages, by name: what is found and what is missing, in Danish addresses. */
export async function pages(page, base) {
	const meeting = await busiest(page, base);
	const list = {
		forside: "/",
		moeder: "/moeder",
		moede: meeting,
		punkt: await link(page, base, meeting, /^\/moeder\/[^/]+\/punkt-[^#]+$/),
		kilde: await link(page, base, meeting, /\/kilde\?sti=.*decision/),
		eftersyn: `${meeting}/eftersyn`,
		beslutninger: "/beslutninger",
		organer: "/organer",
		organ: await link(page, base, meeting, /^\/organer\/./),
		personer: "/personer",
		person: await link(page, base, meeting, /^\/personer\/./),
		indsatser: "/indsatser",
		indsats: await told(page, base),
		sager: "/sager",
		sag: await link(page, base, "/sager", /^\/sager\/./),
		midler: "/midler",
		"midler-organ": await link(page, base, "/midler", /^\/midler\/./),
		"soeg": "/soeg?q=medicin",
		"soeg-tom": "/soeg?q=xyzzyk",
		om: "/om",
		tilgaengelighed: "/tilgaengelighed",
		"findes-ikke": "/moeder/2024-11-19-findes-ikke",
	};
	const organisation = await link(page, base, list.person, /^\/organisationer\/./).catch(() => undefined);
	return organisation === undefined ? list : { ...list, organisation };
}

/** The initiative that most meetings spoke of. */
async function told(page, base) {
	await page.goto(base + "/indsatser");
	return page.$$eval("li.initiative", (items) => {
		const dots = (item) => item.querySelectorAll("circle").length;
		const most = items.toSorted((a, b) => dots(b) - dots(a))[0];
		return most.querySelector("a").getAttribute("href");
	});
}

/** The meeting with most decisions that is not a closed one. */
async function busiest(page, base) {
	await page.goto(base + "/moeder");
	return page.$$eval("a.meeting-line", (lines) => {
		const decided = (line) => Number(/(\d+) beslutning/.exec(line.textContent)?.[1] ?? 0);
		return lines.toSorted((a, b) => decided(b) - decided(a))[0].getAttribute("href");
	});
}
