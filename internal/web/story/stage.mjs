// The stage of the story: people with a browser each, their mail, and the time.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

// The tools are those of the browser test.
const tools = createRequire(new URL("../browsertest/package.json", import.meta.url));
const { chromium } = tools("playwright-core");
const axe = await readFile(tools.resolve("axe-core/axe.min.js"), "utf8");

const patience = 30_000; // ms for a thing that is to happen

/** Opens a stage on a site. */
export async function open(base, control, pictures) {
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
	return new Stage(browser, base, control, pictures);
}

class Stage {
	faults = [];
	judged = new Set();
	#read = new Set(); // numbers of the mails that were opened
	#scenes = 0;
	#began = Date.now();

	constructor(browser, base, control, pictures) {
		Object.assign(this, { browser, base, control, pictures });
	}

	/** Somebody with a browser of their own. */
	async person(name, address, password, size = { width: 1280, height: 900 }) {
		// The pages' own policy forbids the script that axe is; the rest of it stays.
		const context = await this.browser.newContext({ viewport: size, bypassCSP: true, locale: "da-DK", isMobile: size.width < 500, acceptDownloads: true });
		await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: this.base });
		const page = await context.newPage();
		page.setDefaultTimeout(patience);
		return new Person(this, context, page, name, address, password);
	}

	/** Plays one scene, says so, and keeps a picture of how it ended. */
	async scene(name, play) {
		const before = this.faults.length, began = Date.now();
		let last, stopped = false;
		try {
			last = await play();
		} catch (error) {
			stopped = true;
			const { name: who, page } = this.acting ?? {};
			const where = page === undefined ? "" : `\n    ${who} at ${page.url()}: ${(await page.locator("body").innerText()).replace(/\s+/g, " ").slice(0, 3000)}`;
			this.faults.push(`${name}: ${error.stack ?? error}${where}`);
		}
		this.#scenes++;
		const number = String(this.#scenes).padStart(2, "0");
		const failed = this.faults.length > before;
		console.log(`${failed ? "✗" : "✓"} ${number} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
		if (last !== undefined) {
			await this.picture(last, number);
		}
		if (stopped) {
			throw new Stopped();
		}
	}

	/** Keeps a picture of what somebody sees now. */
	async picture(who, name) {
		if (this.pictures !== "") {
			await who.page.screenshot({ path: join(this.pictures, `${name}.png`) });
		}
	}

	/** Something that must hold. */
	expect(what, holds) {
		if (!holds) {
			this.faults.push(what);
		}
	}

	/** Lets time pass until a moment of the site, such as 2027-01-12T09:00:00+01:00. */
	async until(moment) {
		await this.ask(`/time/${encodeURIComponent(moment)}`, { method: "POST" });
	}

	/** Lets some minutes pass. */
	async minutes(n) {
		const now = Number(await (await this.ask("/time")).text());
		await this.until(new Date(now + n * 60_000).toISOString());
	}

	async ask(path, options) {
		const answer = await fetch(this.control + path, options);
		if (!answer.ok) {
			throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
		}
		return answer;
	}

	/** Everything that has come, read or not. */
	async post() {
		return (await this.ask("/mail")).json();
	}

	/** The first mail that somebody has not opened, when it has come. With minutes it is one that is put off: so many pass at each look. */
	async mail(to, subject, minutes = 0) {
		for (const end = Date.now() + patience; Date.now() < end; await breath()) {
			if (minutes > 0) {
				await this.minutes(minutes);
			}
			const list = await this.post();
			const number = list.findIndex((m, i) => m.to === to && subject.test(m.subject) && !this.#read.has(i));
			if (number >= 0) {
				this.#read.add(number);
				return list[number];
			}
		}
		const subjects = (await this.post()).filter((m) => m.to === to).map((m) => m.subject);
		throw new Error(`no mail to ${to} like ${subject}; there are: ${subjects.join(" | ")}`);
	}

	/** The address in a mail that begins with a path. */
	link(mail, path) {
		const found = mail.text.split(/\s+/).find((word) => word.startsWith(this.base + path));
		if (found === undefined) {
			throw new Error(`the mail “${mail.subject}” has no link to ${path}: ${mail.text}`);
		}
		return found.slice(this.base.length);
	}

	async close() {
		await this.browser.close();
		console.log(`${this.#scenes} scenes, ${this.judged.size} pages judged, ${this.faults.length} faults, ${Math.round((Date.now() - this.#began) / 1000)} s`);
		for (const fault of this.faults) {
			console.log("  " + fault);
		}
	}
}

/** A scene did not come to its end; what follows would only fail for want of it. */
export class Stopped extends Error {}

const breath = () => new Promise((done) => setTimeout(done, 40));

class Person {
	#allowed = []; // what the browser may complain of, for now

	constructor(stage, context, page, name, address, password) {
		Object.assign(this, { stage, context, page, name, address, password });
		this.watch(page);
	}

	watch(page) {
		page.on("console", (message) => {
			if (message.type() === "error" && !this.#allowed.some((form) => form.test(message.text()))) {
				this.stage.faults.push(`${this.name} at ${page.url()}: the console says ${message.text()}`);
			}
		});
		page.on("pageerror", (error) => this.stage.faults.push(`${this.name} at ${page.url()}: ${error}`));
	}

	/** Plays something of which the browser complains, rightly. */
	async allowing(form, play) {
		this.#allowed.push(form);
		try {
			return await play();
		} finally {
			this.#allowed.pop();
		}
	}

	/** Opens an address, signing in when asked to. */
	async go(path) {
		this.stage.acting = this;
		const known = (await this.context.cookies()).some((cookie) => cookie.name === "klynge");
		const stranger = this.password !== undefined && !known && !path.startsWith("/velkomst/");
		await this.page.goto(this.stage.base + (stranger ? `/log-ind?til=${encodeURIComponent(path)}` : path));
		if (await this.page.locator("main #kode[autocomplete=current-password]").count() > 0) {
			await this.judge("log ind");
			await this.signIn();
		}
		await this.judge();
	}

	async signIn() {
		if (this.password === undefined) {
			throw new Error(`${this.name} has no account, and ${this.page.url()} asks for one`);
		}
		await this.page.fill("#mail", this.address);
		await this.page.fill("#kode", this.password);
		await Promise.all([this.page.waitForEvent("load"), this.page.getByRole("button", { name: "Log ind", exact: true }).click()]);
	}

	/** Presses a button that leads to another page, or to the same one anew. */
	async press(name, within = this.page.locator("main")) {
		this.stage.acting = this;
		const button = typeof name === "string" ? within.getByRole("button", { name, exact: true }) : within.getByRole("button", { name });
		await Promise.all([this.page.waitForEvent("load"), button.first().click()]);
		await this.judge();
	}

	/** Follows a link by its name. */
	async follow(name) {
		this.stage.acting = this;
		await Promise.all([this.page.waitForEvent("load"), this.page.getByRole("link", { name, exact: true }).first().click()]);
		await this.judge();
	}

	/** Fills in what is named by its id. */
	async fill(fields) {
		for (const [id, value] of Object.entries(fields)) {
			await this.page.fill(`#${id}`, value);
		}
	}

	/** What the page says. */
	async text(selector = "main") {
		return this.page.locator(selector).first().innerText();
	}

	/** The page must say something. */
	async sees(...texts) {
		const all = (await this.text("body")).replace(/\s+/g, " ");
		for (const text of texts) {
			this.stage.expect(`${this.name} does not see “${text}” at ${this.page.url()}: ${all.slice(0, 1500)}`, all.includes(text));
		}
	}

	/** The page must not say something. */
	async missesOut(...texts) {
		const all = await this.page.content();
		for (const text of texts) {
			this.stage.expect(`${this.name} sees “${text}” at ${this.page.url()}`, !all.includes(text));
		}
	}

	/** Holds a page against axe and the width of the screen, once for each kind of page. */
	async judge(more = "") {
		const kind = `${this.page.viewportSize().width} ${new URL(this.page.url()).pathname.replace(/\/[0-9A-Za-z_-]{20,}/g, "/…").replace(/\d{4}-\d{2}-\d{2}/, "dag")} ${more}`;
		if (this.stage.judged.has(kind)) {
			return;
		}
		this.stage.judged.add(kind);
		await this.page.evaluate(axe);
		const { violations } = await this.page.evaluate(() => globalThis.axe.run(document));
		for (const violation of violations) {
			this.stage.faults.push(`${this.name} at ${kind}: ${violation.id}: ${violation.help} (${violation.nodes.slice(0, 2).map((node) => node.target).join(" · ")})`);
		}
		const wide = await this.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
		this.stage.expect(`${this.name} at ${kind}: runs out of the screen`, !wide);
	}

	/** Waits until the note of a text field says how it stands. */
	async stands(field, state) {
		await this.page.waitForFunction(([element, state]) => element.nextElementSibling?.classList.contains(`field-${state}`), [await field.elementHandle(), state]);
	}

	/** Writes into a text field that saves itself, and waits until it has. */
	async write(field, text) {
		await field.fill(text);
		await this.stands(field, "saved");
	}
}
