// Goes through the demo as a visitor and as each of the people who may be tried:
// from the front page and the desk to every kind of page that links lead to. Each
// is judged by axe-core at two widths, and nothing may lead nowhere.

import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { browser } from "./pages.mjs";

const [base, password, people, pictures] = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const faults = new Set();
const kinds = new Set();
let judged = 0;

/** What follows one of these is a thing's own name. */
const collections = new Set([
	"organer", "organisationer", "moeder", "personer", "indsatser", "indsats", "sager", "midler", "hoeringer", "hoering", "opsamlinger", "opsamling", "kortlaegninger",
	"kortlaegning", "maalinger", "maaling", "rapporter", "rapport", "organ", "moede", "punkt", "reform", "gennemgang", "adgang", "plan", "datoer", "bilag", "svar", "import",
]);

/** The kind of an address: names of things and values of parameters left out. */
function kindOf(address) {
	const at = new URL(address, base);
	const parts = at.pathname.split("/").filter((part) => part !== "");
	const path = parts.map((part, i) => (/\d/.test(part) || part.length > 24 || (i > 0 && collections.has(parts[i - 1]) && !/^(ny|nyt|eftersyn|kilde|original|plan|midler|journal|medlemmer|rapporter|maalinger|vejen|notat)$/.test(part)) ? "*" : part));
	return `/${path.join("/")}?${[...new Set(at.searchParams.keys())].sort().join("&")}`;
}

const chromium = await browser();
try {
	await crawl("", ["/"], 90);
	for (const mail of people.split(",")) {
		await crawl(mail, ["/skrivebord"], 130);
	}
	if (pictures) {
		await draw(pictures);
	}
} finally {
	await chromium.close();
}
console.log(`${kinds.size} kinds of pages, ${judged} judged, ${faults.size} faults`);
for (const fault of faults) {
	console.log("  " + fault);
}
process.exit(faults.size === 0 && kinds.size > 100 ? 0 : 1);

/** Signs in, where there is a mail, and follows links to kinds of pages that nobody has seen yet. */
async function crawl(mail, starts, most) {
	const context = await chromium.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
	const page = await context.newPage();
	let where = "";
	const who = mail === "" ? "visitor" : mail;
	page.on("console", (message) => message.type() === "error" && faults.add(`${where}: the console says ${message.text()}`));
	page.on("pageerror", (error) => faults.add(`${where}: ${error}`));
	if (mail !== "") {
		await signIn(page, mail);
	}
	const seen = new Set(kinds);
	starts.forEach((start) => seen.delete(kindOf(start)));
	const queue = starts.map((address) => ({ address, from: "" }));
	for (let n = 0; queue.length > 0 && n < most; ) {
		const { address, from } = queue.shift();
		const kind = kindOf(address);
		if (seen.has(kind)) {
			continue;
		}
		seen.add(kind);
		kinds.add(kind);
		where = `${address} (${who}${from === "" ? "" : `, from ${from}`})`;
		const answer = await context.request.get(base + address, { maxRedirects: 5 });
		if (!answer.ok()) {
			faults.add(`${where}: status ${answer.status()}`);
			continue;
		}
		if (!(answer.headers()["content-type"] ?? "").startsWith("text/html")) {
			continue;
		}
		n++;
		await page.setViewportSize({ width: 1280, height: 900 });
		await page.goto(base + address);
		await judge(page, where);
		const found = await page.$$eval("a[href]", (links) => links.map((a) => a.getAttribute("href")));
		await page.setViewportSize({ width: 320, height: 800 });
		await narrow(page, where);
		for (const href of found) {
			if (href.startsWith("/") && !href.startsWith("/en") && !href.startsWith("//")) {
				queue.push({ address: href.split("#")[0] || "/", from: address });
			}
		}
	}
	await context.close();
}

async function signIn(page, mail) {
	await page.goto(`${base}/log-ind`);
	await page.fill("#mail", mail);
	await page.fill("#kode", password);
	await page.keyboard.press("Enter");
	await page.waitForURL((at) => at.pathname === "/skrivebord");
}

/** Holds a page against axe-core. */
async function judge(page, where) {
	judged++;
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => globalThis.axe.run(document));
	for (const violation of violations) {
		faults.add(`${where}: ${violation.id}: ${violation.help} (${violation.nodes.slice(0, 2).map((node) => node.target).join(" · ")})`);
	}
}

/** Holds a page against the width of a small screen. */
async function narrow(page, where) {
	const wide = await page.evaluate(() => {
		const most = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= most) {
			return [];
		}
		return [...document.querySelectorAll("main *, header *, footer *")]
			.filter((element) => element.getBoundingClientRect().right > most + 1 && element.closest(".scroll, .leaves") === null)
			.slice(0, 2)
			.map((element) => `${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 40)}`);
	});
	for (const element of wide) {
		faults.add(`${where}: runs out of 320 px: ${element}`);
	}
}

/** Pictures of the drawings, each on its page. */
async function draw(folder) {
	await mkdir(folder, { recursive: true });
	const drawings = {
		sag: "/sager/aeldremedicinsk-dagklinik",
		penge: "/midler/politisk-sundhedsklynge-fjorden",
		tidslinje: "/indsatser/aeldremedicinsk-dagklinik",
		maaling: "/maalinger/korte-indlaeggelser-af-borgere-over-75-aar",
		reform: "/reform",
		svar: "/hoeringer/demo-2020",
	};
	for (const [name, width] of [["", 1280], ["-telefon", 390]]) {
		const context = await chromium.newContext({ viewport: { width, height: 900 } });
		const page = await context.newPage();
		for (const [kind, address] of Object.entries(drawings)) {
			await page.goto(base + address);
			await shoot(page, `${folder}/${kind}${name}.png`, width);
		}
		await signIn(page, people.split(",")[0]);
		await page.goto(`${base}/arbejde/organ/sundhedsraad-fjorden/indsatser`);
		const address = await page.getByRole("link", { name: "Ældremedicinsk Dagklinik" }).getAttribute("href");
		await page.goto(`${base}${address}/drivere`);
		await shoot(page, `${folder}/drivere${name}.png`, width);
		await context.close();
	}
}

async function shoot(page, path, width) {
	await page.evaluate(() => document.fonts.ready);
	const tall = await page.evaluate(() => document.documentElement.scrollHeight);
	await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(tall, 2000) } });
}
