// Visits every kind of page in Danish and English, wide and narrow, and fails on
// an axe-core violation, on text that runs out of a narrow screen, and on
// anything a browser complains of. Then it walks by keyboard alone.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { browser, pages } from "./pages.mjs";
import { pastes } from "./paste.mjs";

const [base, mail, password, told, secretary] = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const faults = [];
let checked = 0;

const chromium = await browser();
try {
	for (const width of [1280, 320]) {
		// The page's own policy forbids the script that axe is; the rest of it stays.
		const context = await chromium.newContext({ viewport: { width, height: 800 }, bypassCSP: true });
		const page = await context.newPage();
		let where = "";
		page.on("console", (message) => {
			// A missing page is one of the pages, and the browser says so.
			if (message.type() === "error" && !message.text().includes("404")) {
				faults.push(`${where}: the console says ${message.text()}`);
			}
		});
		page.on("pageerror", (error) => faults.push(`${where}: ${error}`));
		const all = await pages(page, base);
		for (const language of ["", "/en"]) {
			for (const [kind, address] of Object.entries(all)) {
				where = `${kind} (${language === "" ? "da" : "en"}, ${width} px)`;
				await page.goto(base + language + address);
				await judge(page, where);
			}
		}
		where = `gennemgang (${width} px)`;
		if (width === 1280) {
			await review(page);
			await passkey(context, page);
			await pastes(page, base, faults);
		}
		await context.close();
	}
	await rounds();
	await policy();
	await keyboard();
	await withoutScript();
} finally {
	await chromium.close();
}

console.log(`${checked} pages, ${faults.length} faults`);
for (const fault of faults) {
	console.log("  " + fault);
}
process.exit(faults.length === 0 && checked > 70 ? 0 : 1);

/** Holds one page against axe-core and against the width of the screen. */
async function judge(page, where) {
	checked++;
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => globalThis.axe.run(document));
	for (const violation of violations) {
		faults.push(`${where}: ${violation.id}: ${violation.help} (${violation.nodes.slice(0, 2).map((node) => node.target).join(" · ")})`);
	}
	const wide = await page.evaluate(() => {
		const most = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= most) {
			return [];
		}
		return [...document.querySelectorAll("main *, header *, footer *")]
			.filter((element) => element.getBoundingClientRect().right > most + 1 && element.closest(".scroll, .leaves") === null)
			.slice(0, 3)
			.map((element) => `${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 40)}`);
	});
	for (const element of wide) {
		faults.push(`${where}: runs out of the screen: ${element}`);
	}
}

/** The pages behind signing in: the review, one's account, who has access. */
async function review(page) {
	await page.goto(`${base}/log-ind?til=/gennemgang`);
	await judge(page, "log ind");
	await page.fill("#mail", mail);
	await page.fill("#kode", password);
	await page.keyboard.press("Enter");
	await page.waitForURL((at) => at.pathname === "/gennemgang");
	for (const address of ["/konto", "/adgang", "/adgang/haendelser"]) {
		await page.goto(base + address);
		await judge(page, address);
	}
	await page.goto(`${base}/adgang`);
	await page.locator("tbody a").first().click();
	await judge(page, "/adgang/{konto}");
	await page.goto(`${base}/gennemgang`);
	await judge(page, "gennemgang, liste");
	const waiting = await page.locator("tbody tr").count();
	if (waiting === 0) {
		faults.push("gennemgang: nothing waits, so nothing was tried");
		return;
	}
	await page.keyboard.press("n");
	await page.waitForURL("**/gennemgang/*");
	await judge(page, "gennemgang, ét sted");
	const before = Number(await page.locator(".review-count strong").textContent());
	await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
	const left = page.locator(".review-count strong");
	const after = await left.count() > 0 ? Number(await left.textContent()) : 0;
	if (after !== before - 1) {
		faults.push(`gennemgang: Enter accepted, and the counter went from ${before} to ${after}`);
	}
}

/**
 * Consultations and round-ups in every state, as a secretary of all who take part
 * sees them, and the writing of a summary by keyboard alone.
 */
async function rounds() {
	const all = JSON.parse(told);
	for (const width of [1280, 320]) {
		const context = await chromium.newContext({ viewport: { width, height: 800 }, bypassCSP: true });
		await context.addCookies([{ name: "klynge", value: secretary, url: base }]);
		const page = await context.newPage();
		for (const [kind, address] of Object.entries(all)) {
			for (const language of width === 1280 ? ["", "/en"] : [""]) {
				const answer = await page.goto(base + language + address);
				if (answer.status() !== 200) {
					faults.push(`${kind}: status ${answer.status()}`);
				}
				await judge(page, `${kind} (${language === "" ? "da" : "en"}, ${width} px)`);
			}
		}
		await context.close();
	}
	const context = await chromium.newContext({ viewport: { width: 1280, height: 800 } });
	await context.addCookies([{ name: "klynge", value: secretary, url: base }]);
	const page = await context.newPage();
	await page.goto(base + all["opsamling-saetninger"]);
	const covered = async () => Number.parseInt(await page.locator(".roundup-meter strong").textContent(), 10);
	const before = await covered();
	await page.fill("#ny", "Halvt skrevet");
	await page.locator(".roundup-source:not(.roundup-done) [data-source]").first().focus();
	const taken = page.waitForResponse((answer) => answer.request().method() === "POST");
	await page.keyboard.press("1");
	await taken;
	await page.waitForFunction((was) => Number.parseInt(document.querySelector(".roundup-meter strong").textContent, 10) > was, before).catch(() => {
		faults.push(`opsamling: a digit did not make the comment a source: ${before} % is covered`);
	});
	const focused = await page.evaluate(() => document.activeElement.matches(".roundup-source:not(.roundup-done) [data-source]"));
	if (!focused || (await page.inputValue("#ny")) !== "Halvt skrevet") {
		faults.push("opsamling: after a digit the next comment is not chosen, or what was being written is gone");
	}
	await context.close();
}

/** With the policy on, the site's own style, fonts and script still load. */
async function policy() {
	const page = await (await chromium.newContext()).newPage();
	page.on("console", (message) => message.type() === "error" && faults.push(`policy: ${message.text()}`));
	await page.goto(base + "/");
	await page.evaluate(() => document.fonts.ready);
	const font = await page.evaluate(() => document.fonts.check('16px "IBM Plex Sans"'));
	if (!font) {
		faults.push("policy: the font did not load");
	}
	await page.context().close();
}

/** Adds a passkey, signs out, and signs in by it, with Chromium's own virtual authenticator. */
async function passkey(context, page) {
	const devtools = await context.newCDPSession(page);
	await devtools.send("WebAuthn.enable");
	await devtools.send("WebAuthn.addVirtualAuthenticator", {
		options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
	});
	await page.goto(`${base}/konto`);
	await page.fill("#passkey-navn", "Telefon");
	await page.click("[data-passkey=create]");
	await page.getByText("Telefon, sidst brugt").waitFor();
	await judge(page, "/konto, med passkey");
	await page.locator("form[action='/log-ud'] button").click();
	await page.waitForURL((at) => at.pathname === "/log-ind");
	await page.click("[data-passkey=get]");
	await page.waitForURL((at) => at.pathname === "/skrivebord");
}

/** From the front page to the source of a decision without a mouse. */
async function keyboard() {
	const page = await (await chromium.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
	await page.goto(base + "/");
	const focused = () =>
		page.evaluate(() => {
			const element = document.activeElement;
			const box = element.getBoundingClientRect();
			const style = getComputedStyle(element);
			return {
				text: element.textContent.trim(), id: element.id, href: element.getAttribute("href") ?? "",
				seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && style.outlineStyle !== "none",
			};
		});
	const tabTo = async (wanted, most = 200) => {
		for (let i = 0; i < most; i++) {
			await page.keyboard.press("Tab");
			const at = await focused();
			if (!at.seen && at.href !== "" ) {
				faults.push(`keyboard: the focus on “${at.text.slice(0, 40)}” cannot be seen`);
			}
			if (wanted(at)) {
				return true;
			}
		}
		faults.push(`keyboard: nothing like ${wanted} on ${page.url()}`);
		return false;
	};
	await page.keyboard.press("Tab");
	if ((await focused()).href !== "#indhold") {
		faults.push("keyboard: the first stop is not the skip link");
	}
	await page.keyboard.press("Enter");
	await tabTo((at) => at.id === "q");
	await page.keyboard.type("medicinboks");
	await page.keyboard.press("Enter");
	await page.waitForURL("**/soeg?q=medicinboks");
	await tabTo((at) => at.href.includes("#punkt-"));
	await page.keyboard.press("Enter");
	await page.waitForURL("**/moeder/**");
	if (await tabTo((at) => at.href.includes("/kilde?sti="))) {
		await page.keyboard.press("Enter");
		await page.waitForURL("**/kilde?**");
		const marked = await page.locator("#sted").isVisible();
		if (!marked) {
			faults.push("keyboard: the passage is not in view on the source page");
		}
	}
	await page.context().close();
}

/** Without JavaScript a presentation still unfolds and a search still answers. */
async function withoutScript() {
	const context = await chromium.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
	const page = await context.newPage();
	await page.goto(base + "/soeg?q=medicin");
	if (await page.locator("li.hit").count() === 0) {
		faults.push("without JavaScript: a search for medicin finds nothing");
	}
	await context.close();
}
