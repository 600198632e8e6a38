// The meeting itself, written by Ane and followed by everybody else.

const offline = /ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED/;

export async function meeting(stage, people, body) {
	const { ane, bo, carl, mette } = people;
	const { page } = ane;
	const [first] = body.meetings;
	const desk = new Minutes(ane, first);
	const screen = await stage.person("skærmen", "", undefined, { width: 1600, height: 900 });
	const decision = "Godkendt. Sanne Dahl, Fjordhavn Kommune, undersøger inden 1. april 2027, hvor mange borgere der kan få en boks.";

	await stage.scene("Mødedag: Ane åbner mødet, Mette følger med på telefonen, og skærmen hænger", async () => {
		await stage.until("2027-01-19T13:00:00+01:00");
		await ane.go(`${first}/moede`);
		await ane.press("Åbn mødet");
		await ane.judge("mødet er åbent");
		await mette.go(`${first}/foelg`);
		await mette.sees("Mødet er i gang.");
		await carl.go(`${first}/skaerm/link`);
		await carl.press("Lav et nyt link");
		await screen.go(new URL(await carl.page.locator(".live-link").getAttribute("href")).pathname);
		return ane;
	});

	await stage.scene("Fremmøde: Mette er forhindret, og Jens træder til", async () => {
		const row = page.locator(".sit-person").filter({ has: page.locator(".sit-name", { hasText: "Mette Lund" }) });
		await row.getByText("afbud").first().waitFor();
		await row.locator("summary").click();
		await desk.act(row.getByRole("button", { name: "Træder til nu" }));
		await page.getByText("stedfortræder:").waitFor();
		await ane.sees("3 stemmeberettigede til stede");
		return ane;
	});

	await stage.scene("En beslutning ses først, når Ane viser den", async () => {
		await desk.begin();
		await desk.outcome("approved");
		await desk.decide("Dagsordenen blev godkendt.");
		await mette.page.locator("[data-decision-text]", { hasText: "Dagsordenen blev godkendt." }).waitFor();
		await desk.begin("Medicinbokse i hele rådets område");
		await mette.page.locator("[data-current-name]", { hasText: "Medicinbokse" }).waitFor();
		await desk.write("Godkendt.");
		const fresh = await (await mette.context.request.get(`${stage.base}${first}/foelg`)).text();
		stage.expect("the members see a decision that was not shown", !fresh.includes("Godkendt.") && !(await mette.text("main")).includes("Godkendt."));
		return mette;
	});

	await stage.scene("Nettet falder ud, mens Ane skriver, og intet er tabt", async () => {
		await ane.allowing(offline, async () => {
			await ane.context.setOffline(true);
			await desk.field().fill(decision);
			await ane.stands(desk.field(), "offline");
			await desk.line(0, "approved");
			await desk.line(1, "approved");
			await page.locator("[data-queue]:not([hidden])").waitFor();
			await ane.judge("uden net");
			await stage.picture(ane, "uden-net");
			await ane.context.setOffline(false);
			await ane.stands(desk.field(), "saved");
			await page.locator("[data-queue]").waitFor({ state: "hidden" });
		});
		await page.reload();
		stage.expect("what was written without a network is gone", (await desk.field().inputValue()) === decision);
		stage.expect("what was chosen without a network is gone", (await desk.point().locator("input[value=approved]:checked").count()) === 2);
		return ane;
	});

	await stage.scene("Beslutningen vises på telefonen og skærmen", async () => {
		await desk.release();
		for (const who of [mette, screen]) {
			await who.page.locator("[data-decision-text]", { hasText: decision }).first().waitFor();
			await who.judge("en beslutning er vist");
		}
		await stage.picture(mette, "telefon");
		return screen;
	});

	await stage.scene("Sætningen bliver en opfølgning hos en anden organisation", async () => {
		const form = desk.point().locator("form[data-suggested]");
		await form.waitFor();
		stage.expect("the sentence names nobody", (await form.locator("[name=frist]").inputValue()) === "2027-04-01");
		stage.expect("the owner is not found in the sentence", (await form.locator("[name=ejer]").inputValue()) === "Sanne Dahl");
		await stage.picture(ane, "opfoelgning");
		await desk.act(form.getByRole("button", { name: /Gem opfølgning/ }));
		await desk.point().locator(".sit-follow li").waitFor();
		return ane;
	});

	await stage.scene("Mette kommer for sent, og Jens går", async () => {
		await stage.minutes(25);
		for (const name of ["Jens Vig", "Mette Lund"]) {
			await desk.act(page.locator(".sit-toggle").filter({ has: page.locator(".sit-name", { hasText: name }) }));
			await stage.minutes(1);
		}
		// The clock of the story stands still, and a browser tells how long ago it was pressed.
		await page.locator(".sit-person").filter({ hasText: "Mette Lund" }).getByText(/^fra 13\.2[56]/).waitFor();
		return ane;
	});

	await stage.scene("En afstemning med en mindretalsudtalelse", async () => {
		await desk.begin("Fælles vagt for akutsygepleje");
		await desk.open("Afstemning");
		const form = desk.point().locator("form").filter({ has: page.locator("[value=stemme]") });
		await form.locator("[name=om]").fill("Indstillingen");
		for (const [name, choice] of [["Carl Brink", "yes"], ["Mette Lund", "yes"], ["Sanne Dahl", "no"]]) {
			await form.getByLabel(name).selectOption(choice);
		}
		await desk.act(form.getByRole("button", { name: "Gem afstemningen" }));
		await desk.point().locator(".sit-vote").getByText("2 for, 1 imod").waitFor();
		await desk.point().locator(".sit-vote-acts summary").filter({ hasText: "Sanne Dahl" }).click();
		await desk.point().locator("[name=udtalelse]").fill("Fjordhavn har selv vagter nok.");
		await desk.act(desk.point().getByRole("button", { name: "Gem udtalelsen" }));
		await desk.point().locator(".sit-dissent").waitFor();
		await desk.line(0, "approved");
		await desk.decide("Godkendt med 2 stemmer for og 1 imod.");
		await ane.judge("en afstemning");
		return ane;
	});

	await stage.scene("Mette er inhabil i det lukkede punkt", async () => {
		await desk.begin("Klage fra Lars Holst over indlæggelsen");
		await desk.open("Inhabilitet");
		const form = desk.point().locator("form").filter({ has: page.locator("[value=inhabil]") }).first();
		await form.locator("[name=hvem]").selectOption({ label: "Mette Lund" });
		await form.locator("[name=grund]").fill("Klageren er hendes nabo.");
		await desk.act(form.getByRole("button", { name: "Notér" }));
		await desk.act(desk.point().locator(".sit-recusal").getByRole("button", { name: "Inhabil", exact: true }));
		await desk.point().getByText("Inhabil: ude af lokalet under punktet.").waitFor();
		await desk.line(0, "approved");
		await desk.decide("Klagen blev afvist.");
		const shown = await screen.page.content();
		stage.expect("the screen shows what is closed", !shown.includes("Lars Holst") && !shown.includes("Klagen blev afvist"));
		await screen.page.getByText("Personsag").first().waitFor();
		return ane;
	});

	await stage.scene("Resten af punkterne, og mødet hæves af to på én gang", async () => {
		await desk.begin(body.promise);
		await desk.line(0, "noted", true);
		await desk.decide("Taget til efterretning.");
		await desk.begin("Lukning af skadestuen i weekenden");
		await desk.line(0, "discussed");
		await desk.decide("Drøftet.");
		for (const title of ["Meddelelser", "Eventuelt"]) {
			await desk.begin(title);
			await desk.act(desk.point().getByRole("button", { name: "Ingen beslutning til dette punkt" }));
		}
		await stage.minutes(60);
		await ane.go(`${first}/haev`);
		await bo.go(`${first}/haev`);
		await stage.picture(ane, "haev");
		await ane.press("Hæv mødet");
		await bo.allowing(/409/, () => bo.press("Hæv mødet"));
		await ane.go(`${first}/moede`);
		await ane.sees("Mødet er hævet kl.");
		await mette.page.getByText("Mødet er hævet.").first().waitFor();
		await mette.go("/skrivebord");
		await screen.context.close();
		return ane;
	});
}

/** The page on which minutes are written. */
class Minutes {
	constructor(who, path) {
		Object.assign(this, { who, page: who.page, path });
	}

	/** Does something, and waits until the server has it and the page shows it. */
	async act(button) {
		const renewed = this.page.waitForResponse((r) => r.request().method() === "GET" && r.url().includes("/moede?punkt="));
		const taken = this.page.waitForResponse((r) => r.request().method() === "POST");
		await Promise.all([taken, renewed, button.click()]);
		this.who.stage.expect(`${await this.page.locator("[data-error]").innerText()}`, await this.page.locator("[data-error]").isHidden());
	}

	/** Begins with the next item, or with the one that has a title. */
	async begin(title) {
		if (title !== undefined) {
			await this.page.locator(".sit-entry a").filter({ hasText: title }).click();
			await this.act(this.point().locator("[data-begin]"));
		} else {
			await this.act(this.page.locator(".sit-next"));
		}
	}

	point() {
		return this.page.locator("[data-point]:not([hidden])");
	}

	field() {
		return this.point().locator(".sit-decision textarea");
	}

	async open(tool) {
		await this.point().locator(".sit-tool > summary").filter({ hasText: tool }).click();
	}

	/** What became of a line of the recommendation; of the item when it may have none. */
	async line(n, outcome, orWhole = false) {
		const choices = this.point().locator(`.sit-choice input[value=${outcome}]`);
		if (orWhole || (await choices.count()) > n) {
			await choices.nth(n).check({ force: true });
		}
	}

	async outcome(outcome) {
		await this.line(0, outcome);
	}

	async write(text) {
		await this.who.write(this.field(), text);
	}

	async release() {
		await this.field().focus();
		const shown = this.page.waitForResponse((r) => r.request().method() === "POST" && r.url().endsWith("/referat"));
		await this.page.keyboard.press("Control+Enter");
		await shown;
		await this.point().locator(".sit-released").getByText("Vist for medlemmerne").waitFor();
	}

	async decide(text) {
		await this.write(text);
		await this.release();
	}
}
