// Writes a picture of every kind of page, wide and narrow, to a folder.

import { mkdir } from "node:fs/promises";
import { browser, pages } from "./pages.mjs";

const [base, mail, password, folder] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const chromium = await browser();
try {
	for (const [name, width, height] of [["", 1280, 900], ["-telefon", 375, 812]]) {
		const context = await chromium.newContext({ viewport: { width, height }, deviceScaleFactor: 1 });
		const page = await context.newPage();
		for (const [kind, address] of Object.entries(await pages(page, base))) {
			await page.goto(base + address);
			await page.evaluate(() => document.fonts.ready);
			const whole = kind !== "kilde";
			const tall = await page.evaluate(() => document.documentElement.scrollHeight);
			const clip = { x: 0, y: 0, width, height: Math.min(tall, 2400) };
			await page.screenshot({ path: `${folder}/${kind}${name}.png`, ...(whole ? { clip, fullPage: true } : {}) });
		}
		if (name === "") {
			await review(page);
		}
		await context.close();
	}
} finally {
	await chromium.close();
}

/** The review page, signed in. */
async function review(page) {
	await page.goto(`${base}/log-ind?til=/gennemgang`);
	await page.fill("#mail", mail);
	await page.fill("#kode", password);
	await page.keyboard.press("Enter");
	await page.waitForURL((at) => at.pathname === "/gennemgang");
	await page.screenshot({ path: `${folder}/gennemgang-liste.png` });
	const first = page.locator("[data-next]").first();
	if (await first.count() > 0) {
		await first.click();
		await page.screenshot({ path: `${folder}/gennemgang.png` });
	}
}
