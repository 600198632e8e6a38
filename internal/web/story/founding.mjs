// From the new council to the call to its first meeting.

/** The people who are given a seat, by the fields of the form. */
const seats = [
	{ navn: "Ane Bech", titel: "sekretær", vegne: "Region Nordkyst", side: "region", rolle: "secretariat", mail: "ane@nordkyst.example", adgang: true },
	{ navn: "Bo Kjær", titel: "sekretær", vegne: "Skagerby Kommune", side: "municipality", rolle: "secretariat", mail: "bo@skagerby.example", adgang: true },
	{ navn: "Carl Brink", titel: "regionsrådsmedlem", vegne: "Region Nordkyst", side: "region", rolle: "chair", stemmeret: true, mail: "carl@nordkyst.example", adgang: true },
	{ navn: "Mette Lund", titel: "borgmester", vegne: "Skagerby Kommune", side: "municipality", rolle: "member", stemmeret: true, mail: "mette@skagerby.example", adgang: true },
	{ navn: "Sanne Dahl", titel: "udvalgsformand", vegne: "Fjordhavn Kommune", side: "municipality", rolle: "member", stemmeret: true, mail: "sanne@fjordhavn.example" },
	{ navn: "Jens Vig", titel: "viceborgmester", vegne: "Skagerby Kommune", side: "municipality", rolle: "substitute", stemmeret: true, for: "Mette Lund", grundlag: "Byrådets beslutning 8. november 2026", mail: "jens@skagerby.example" },
];

export async function founding(stage, people, body) {
	const { gerda, ane, bo, carl, mette, sanne, citizen } = people;

	await stage.scene("Skuffen er læst, og Gerda opretter sundhedsrådet", async () => {
		await citizen.go("/");
		await citizen.go("/organer");
		await citizen.sees("Sundhedsklynge Fjorden");
		await gerda.go("/skrivebord");
		await gerda.follow("Nyt organ");
		await gerda.fill({ navn: body.name });
		await gerda.press("Opret organet");
		await gerda.sees(`${body.name} er oprettet`);
		body.path = new URL(gerda.page.url()).pathname.replace("/medlemmer", "");
		return gerda;
	});

	await stage.scene("Seks pladser omkring bordet", async () => {
		const { page } = gerda;
		for (const { side, rolle, stemmeret = false, adgang = false, for: regular, ...texts } of seats) {
			await gerda.fill(texts.grundlag === undefined ? texts : { ...texts, grundlag: texts.grundlag });
			await page.selectOption("#side", side);
			await page.selectOption("#rolle", rolle);
			await page.setChecked("#stemmeret", stemmeret);
			await page.setChecked("#adgang", adgang);
			if (regular !== undefined) {
				await page.selectOption("#for", { label: `${regular}, ${texts.vegne}` });
			}
			await gerda.press("Tilføj pladsen");
			await gerda.sees(`${texts.navn} har fået pladsen`);
		}
		await page.fill("#myndigheder", "Region Nordkyst\nSkagerby Kommune\nFjordhavn Kommune");
		await gerda.press("Gem myndighederne");
		await gerda.sees("6 pladser");
		return gerda;
	});

	await stage.scene("Velkomstmails: fire vælger en kode", async () => {
		for (const who of [ane, bo, carl, mette]) {
			const mail = await stage.mail(who.address, /Velkommen|adgang/i);
			await who.go(stage.link(mail, "/velkomst/"));
			await who.fill({ kode: who.password, igen: who.password });
			await who.press("Gem, og log ind");
			await who.go("/skrivebord");
			await who.sees(body.name);
		}
		stage.expect("Sanne, who has no account, was invited to make one", !(await stage.post()).some((m) => m.to === sanne.address && m.text.includes("/velkomst/")));
		return mette;
	});

	await stage.scene("Ane sætter rådets regler", async () => {
		await ane.go(`${body.path}/plan/regler`);
		await ane.fill({ egen: "4", sted: "Mødesal 1, Fjordhavn Rådhus", fra: "2027-01-01" });
		await ane.press("Gem reglerne");
		await ane.go(`${body.path}/plan/regler`);
		stage.expect("the rules were not kept", (await ane.page.inputValue("#egen")) === "4");
		return ane;
	});

	await stage.scene("2027 planlægges som en række", async () => {
		const { page } = ane;
		await ane.go(`${body.path}/plan/raekke`);
		await page.check("#rytme-m");
		await ane.fill({ hver: "2", fra: "2027-01-01", til: "2027-12-31", start: "13:00", slut: "15:00" });
		await page.selectOption("#nummer", "3");
		await page.check("#juli");
		await ane.press("Se dagene");
		await ane.judge("dagene");
		body.days = await page.$$eval("[name=dage]:checked", (days) => days.map((day) => day.value));
		stage.expect(`five meetings or more are proposed: ${body.days}`, body.days.length >= 5);
		await ane.press("Planlæg møderne");
		await ane.go(`${body.path}/plan?aar=2027`);
		await ane.sees(`0 holdt, ${body.days.length} planlagt`);
		body.meetings = await page.$$eval("a.planned-day", (days) => days.map((day) => new URL(day.href).pathname));
		return ane;
	});

	await stage.scene("Ét møde flyttes, og ét aflyses, begge med en grund", async () => {
		const [, , third, fourth] = body.meetings;
		const moved = new Date(`${body.days[2]}T12:00:00Z`);
		moved.setUTCDate(moved.getUTCDate() + 7);
		await ane.go(`${third}/plan`);
		await ane.fill({ dato: moved.toISOString().slice(0, 10), "grund-flyt": "Kommunernes Landsforening holder topmøde den dag." });
		await ane.press("Flyt mødet");
		await ane.go(`${fourth}/plan`);
		await ane.fill({ "grund-aflys": "Der er ingen sager." });
		await ane.press("Aflys mødet");
		await ane.go(`${body.path}/plan?aar=2027`);
		await ane.sees("Kommunernes Landsforening holder topmøde den dag.", "Der er ingen sager.", "Aflyst", "Flyttet fra");
		await ane.page.locator("#planlagte").scrollIntoViewIfNeeded();
		await stage.picture(ane, "plan");
		return ane;
	});

	await stage.scene("Alle kan se årshjulet", async () => {
		await citizen.go("/moedeplan?aar=2027");
		await citizen.sees(body.name, "Aflyst", "Der er ingen sager.");
		stage.expect("the wheel is not drawn", (await citizen.page.locator(".year-wheel svg").count()) > 0);
		return citizen;
	});

	await stage.scene("Et ekstra møde: hvornår kan I?", async () => {
		await ane.go(`${body.path}/plan?aar=2027`);
		await ane.follow("Find en dato");
		await ane.fill({ titel: "Temamøde om nærhospitalet", frist: "2026-12-04", dag1: "2027-02-09", fra1: "13:00", til1: "15:00", dag2: "2027-02-11", fra2: "13:00", til2: "15:00" });
		await ane.press("Send spørgsmålet");
		const poll = new URL(ane.page.url()).pathname;
		const mail = await stage.mail(sanne.address, /Hvornår kan du/);
		await sanne.go(stage.link(mail, "/datoer/"));
		await sanne.sees("Sanne Dahl", "tirsdag 9. februar 2027");
		await sanne.page.check("#d0-no");
		await sanne.page.check("#d1-yes");
		await sanne.press("Send svaret");
		await mette.go(`${poll}/svar`);
		await mette.page.check("#d0-yes");
		await mette.page.check("#d1-yes");
		await mette.press("Send svaret");
		await ane.go(poll);
		await ane.sees("Passer flest");
		await ane.page.locator(".date-best").getByRole("button").click();
		await ane.page.waitForURL("**/arbejde/**");
		await ane.go(`${body.path}/plan?aar=2027`);
		await ane.sees("torsdag 11. februar 2027", "Temamøde om nærhospitalet");
		body.theme = await ane.page.getByRole("link", { name: "torsdag 11. februar 2027", exact: true }).first().getAttribute("href");
		return sanne;
	});

	await stage.scene("Indkaldelsen: ja på siden, afbud fra en kalender, svar fra et link", async () => {
		const [first] = body.meetings;
		await ane.go(`${first}/deltagere`);
		await ane.press(/Indkald alle/);
		await carl.go("/skrivebord");
		await carl.go(`${first}/svar`);
		await carl.page.check("[name=svar][value=kommer]");
		await carl.press("Send svaret");
		await decline(stage, mette);
		const mail = await stage.mail(sanne.address, /^Indkaldelse/);
		await sanne.go(stage.link(mail, "/svar/"));
		await sanne.page.check("[name=svar][value=kommer]");
		await sanne.page.fill("[name=bemaerkning]", "Jeg kommer med cyklen.");
		await sanne.press("Send svaret");
		await ane.go(`${first}/deltagere`);
		await ane.sees("Afbud: 1.", "fra kalenderen", "Jeg kommer med cyklen.");
		await stage.picture(ane, "deltagere");
		return ane;
	});
}

/** The calendar of somebody answers the call with an apology, by mail. */
async function decline(stage, who) {
	const mail = await stage.mail(who.address, /^Indkaldelse/);
	const part = mail.raw.slice(mail.raw.indexOf("method=REQUEST"));
	const calendar = part.replace(/=\r\n/g, "").replace(/=3D/g, "=").replace(/=0D=0A/g, "\r\n").replace(/\r\n /g, "");
	const [, uid] = /UID:(\S+)/.exec(calendar);
	await stage.ask(`/reply/${who.address}`, {
		method: "POST",
		body: [
			`From: ${who.address}`, "To: klynge@localhost", "Subject: Afvist", "MIME-Version: 1.0", "Content-Type: text/calendar; method=REPLY; charset=utf-8", "",
			"BEGIN:VCALENDAR", "METHOD:REPLY", "BEGIN:VEVENT", `UID:${uid}`, `ATTENDEE;PARTSTAT=DECLINED:mailto:${who.address}`, "DTSTAMP:20261121T130000Z", "SEQUENCE:0", "END:VEVENT", "END:VCALENDAR", "",
		].join("\r\n"),
	});
}
