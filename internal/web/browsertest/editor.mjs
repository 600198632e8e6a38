// Two secretaries and a member at one agenda: what is moved by keyboard stays
// moved, what two write at once is shown to both, and what is written while the
// network is away, the session is over or the tab is closed is not lost.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { browser } from "./pages.mjs";

const [base, path, gerdas, bos, anes] = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const faults = [];
let checks = 0;

function expect(what, holds) {
	checks++;
	if (!holds) {
		faults.push(what);
	}
}

const chromium = await browser();
try {
	const gerda = await visit(gerdas, 1280), bo = await visit(bos, 1280), ane = await visit(anes, 390);
	await order(gerda);
	const item = await add(gerda);
	await two(gerda, bo, item);
	await weather(gerda, item);
	await send(gerda, ane, item);
} finally {
	await chromium.close();
}

console.log(`${checks} checks at the agenda, ${faults.length} faults`);
for (const fault of faults) {
	console.log("  " + fault);
}
process.exit(faults.length === 0 && checks > 25 ? 0 : 1);

async function visit(token, width) {
	const context = await chromium.newContext({ viewport: { width, height: 900 }, bypassCSP: true });
	await context.addCookies([{ name: "klynge", value: token, url: base }]);
	const page = await context.newPage();
	page.on("pageerror", (error) => faults.push(`${page.url()}: ${error}`));
	return page;
}

/** Holds a page against axe-core and the width of the screen. */
async function judge(page, where) {
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => globalThis.axe.run(document));
	expect(`${where}: ${violations.map((v) => `${v.id} (${v.nodes[0].target})`).join(", ")}`, violations.length === 0);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
	expect(`${where} runs out of the screen`, !wide);
}

function titles(page) {
	return page.locator(".agenda-what > a").allTextContents();
}

/** The fixed items, put in another order by Alt and an arrow. */
async function order(page) {
	await page.goto(base + path);
	await judge(page, "an empty agenda");
	await page.getByRole("button", { name: "Begynd med de faste punkter" }).click();
	await page.locator(".agenda-row").first().waitFor();
	await judge(page, "the agenda");
	const before = await titles(page);
	await page.locator(".agenda-what > a").first().focus();
	await Promise.all([page.waitForResponse((r) => r.request().method() === "POST"), page.keyboard.press("Alt+ArrowDown")]);
	expect("the moved item lost the focus", await page.evaluate(() => document.activeElement.closest("[data-item]") !== null));
	await page.reload();
	const after = await titles(page);
	expect(`Alt and an arrow: ${before} became ${after}`, after[1] === before[0] && after[0] === before[1]);
	const row = page.locator(".agenda-row").nth(1), grip = row.locator(".agenda-grip");
	const from = await grip.boundingBox(), to = await page.locator(".agenda-row").first().boundingBox();
	await page.mouse.move(from.x + 5, from.y + 5);
	await page.mouse.down();
	await page.mouse.move(to.x + 5, to.y + 5, { steps: 5 });
	await Promise.all([page.waitForResponse((r) => r.request().method() === "POST"), page.mouse.up()]);
	await page.reload();
	expect(`dragged back: ${await titles(page)}`, (await titles(page))[0] === before[0]);
}

async function add(page) {
	await page.fill("#overskrift", "Medicinbokse");
	await page.getByRole("button", { name: "Tilføj", exact: true }).click();
	await page.waitForURL("**/arbejde/punkt/*");
	await judge(page, "an item");
	const line = page.locator(".agenda-proposal textarea");
	await line.fill("at boksene godkendes.");
	await saved(page, line);
	return new URL(page.url()).pathname;
}

/** Waits until the note of a field says that it was saved. */
async function saved(page, field) {
	await page.waitForFunction((element) => element.nextElementSibling?.classList.contains("field-saved"), await field.elementHandle());
}

async function stands(page, field, state) {
	await page.waitForFunction(([element, state]) => element.nextElementSibling?.classList.contains(`field-${state}`), [await field.elementHandle(), state]);
}

function body(page) {
	return page.locator("#felt-presentation");
}

/** Two write over each other: both texts are shown, and both can be kept. */
async function two(gerda, bo, item) {
	await body(gerda).fill("Indledning.\n\nBoksen står i Skagerby.");
	await saved(gerda, body(gerda));
	await bo.goto(base + item);
	await bo.locator("[data-editors]").filter({ hasText: "Gerda Holm" }).waitFor();
	expect("Bo does not see who else is there", true);
	await bo.route("**/nyt?*", (route) => route.abort()); // Bo's page hears nothing for a while
	await body(gerda).fill("Indledning af Gerda.\n\nBoksen står i Skagerby.");
	await saved(gerda, body(gerda));
	await body(bo).fill("Indledning.\n\nBoksen står i Nordhavn.");
	await stands(bo, body(bo), "conflict");
	const panel = bo.locator(".field-conflict-panel");
	expect("both texts are not shown", (await panel.textContent()).includes("Indledning af Gerda.") && (await panel.textContent()).includes("Boksen står i Nordhavn."));
	await judge(bo, "a conflict");
	await panel.getByRole("button", { name: "Sæt begge ind, så jeg kan rette" }).click();
	await saved(bo, body(bo));
	const together = await body(bo).inputValue();
	expect(`put together: ${together}`, together === "Indledning af Gerda.\n\nBoksen står i Nordhavn.");
	await gerda.waitForFunction(() => document.querySelector("#felt-presentation").value.includes("Nordhavn"));
	expect("Gerda does not see what Bo saved", true);
	await bo.close();
}

/** The network away, the session over, the tab closed. */
async function weather(page, item) {
	const context = page.context();
	await page.goto(base + item);
	await context.setOffline(true);
	await body(page).fill("Skrevet uden net.");
	await stands(page, body(page), "offline");
	await context.setOffline(false);
	await saved(page, body(page));

	await context.clearCookies();
	await body(page).fill("Skrevet uden at være logget ind.");
	await stands(page, body(page), "signed-out");
	await context.addCookies([{ name: "klynge", value: gerdas, url: base }]);
	await page.evaluate(() => dispatchEvent(new Event("focus")));
	await saved(page, body(page));

	await page.route("**/felt/**", (route) => route.abort());
	await body(page).fill("Skrevet, før fanen blev lukket.");
	await page.goto("about:blank");
	await page.unroute("**/felt/**");
	await page.goto(base + item);
	expect("what was written before the tab was closed is gone", (await body(page).inputValue()) === "Skrevet, før fanen blev lukket.");
	await page.waitForFunction(() => Object.keys(localStorage).length === 0);
	await page.reload();
	expect("it was not sent", (await body(page).inputValue()) === "Skrevet, før fanen blev lukket.");
}

/** The check, the button pressed twice, and what the member reads. */
async function send(gerda, ane, item) {
	await ane.goto(base + path);
	expect("a member sees an agenda that was not sent", (await ane.locator("main").textContent()).includes("ikke sendt endnu"));
	expect("a member sees a draft", (await ane.goto(base + item)).status() === 404);
	await gerda.goto(`${base}${path}/send`);
	await judge(gerda, "the check before sending");
	await gerda.getByRole("button", { name: "Send dagsordenen" }).dblclick();
	await gerda.waitForURL("**/dagsorden?sendt=1*");
	expect("it does not say that it was sent", (await gerda.locator("[role=status]").first().textContent()).includes("til 1 person"));
	await judge(gerda, "what was sent");
	await ane.goto(base + path);
	expect("a member does not see what was sent", (await ane.locator("main").textContent()).includes("Skrevet, før fanen blev lukket."));
	await judge(ane, "what a member reads on a telephone");
	await gerda.goto(base + item);
	expect("a sent item can be written in", (await gerda.locator("[data-field]").count()) === 0);
	await judge(gerda, "a sent item");
	await gerda.getByRole("button", { name: "Ret i en tillægsdagsorden" }).click();
	await gerda.locator("#felt-title").fill("Medicinbokse i Nordhavn");
	await saved(gerda, gerda.locator("#felt-title"));
	await gerda.goto(`${base}${path}/send`);
	await gerda.fill("#grund", "Boksen er flyttet.");
	await gerda.getByRole("button", { name: "Send tillægsdagsordenen" }).click();
	await gerda.waitForURL("**/dagsorden?sendt=1*");
	await ane.goto(`${base}${path}/udgaver`);
	expect("the supplement does not show what changed", (await ane.locator("ins").first().textContent()).includes("Nordhavn"));
	await judge(ane, "what changed");
	for (const ending of ["pdf", "docx"]) {
		const file = await ane.context().request.get(`${base}${path}.${ending}`);
		expect(`the ${ending} is ${file.status()}`, file.status() === 200 && (await file.body()).length > 2000);
	}
}
