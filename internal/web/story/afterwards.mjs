// What becomes of it all, and weather.

export async function afterwards(stage, people, body) {
	const { gerda, ane, bo, carl, mette, sanne, citizen } = people;
	const { page } = ane;
	const [first, second] = body.meetings;

	await stage.scene("Sanne svarer på sin opgave med et link, uden konto", async () => {
		const mail = await stage.mail(sanne.address, /opgave/i);
		await sanne.go(stage.link(mail, "/status/"));
		await sanne.sees("hvor mange borgere der kan få en boks");
		await sanne.page.locator("input[value=done]").check();
		await sanne.page.locator("[name=tekst]").fill("41 borgere kan få en boks.");
		await sanne.press("Send svaret");
		await sanne.sees("41 borgere kan få en boks.");
		return sanne;
	});

	await stage.scene("Ane skriver, hvad der blev af det, og alle kan læse det", async () => {
		await ane.go(`${body.path}/opfoelgning?vis=alle`);
		await ane.sees("41 borgere kan få en boks.");
		const one = page.locator("article.follow").filter({ hasText: "41 borgere kan få en boks." });
		await one.locator("summary").filter({ hasText: "Ret, meld eller afslut" }).click();
		await one.locator("[name=offentlig]").fill("Undersøgt: 41 borgere i Fjordhavn kan få en boks.");
		await ane.press("Vis for offentligheden", one);
		await citizen.go(body.public);
		await citizen.sees("Hvad blev der af det?", "41 borgere i Fjordhavn kan få en boks.");
		return citizen;
	});

	await stage.scene("Skrivebordet viser hver især, hvad der venter", async () => {
		for (const who of [ane, bo, carl, mette, gerda]) {
			await who.go("/skrivebord");
			await who.judge(`skrivebord, ${who.name}`);
		}
		await ane.sees("Dine organer");
		return ane;
	});

	await stage.scene("Tiden løber ud, mens Ane skriver, og teksten er der endnu", async () => {
		await ane.go(`${second}/dagsorden`);
		await ane.fill({ overskrift: "Budget for 2028" });
		await page.selectOption("#type", "discussion");
		await ane.press("Tilføj");
		const field = page.locator("#felt-presentation");
		const item = new URL(page.url()).pathname;
		await stage.minutes(3 * 60);
		await ane.allowing(/401/, async () => {
			await field.fill("Skrevet, efter at tiden løb ud.");
			await ane.stands(field, "signed-out");
			await ane.judge("tiden er løbet ud");
			await stage.picture(ane, "logget-ud");
			const window = await ane.context.newPage();
			await window.goto(`${stage.base}/log-ind`);
			await window.fill("#mail", ane.address);
			await window.fill("#kode", ane.password);
			await window.getByRole("button", { name: "Log ind", exact: true }).click();
			await window.waitForURL((at) => at.pathname !== "/log-ind");
			await window.close();
			await page.evaluate(() => dispatchEvent(new Event("focus")));
			await ane.stands(field, "saved");
		});
		await ane.go(item);
		stage.expect("the text is gone", (await field.inputValue()) === "Skrevet, efter at tiden løb ud.");
		return ane;
	});

	await stage.scene("Også det, Mette sender fra en formular, er der endnu", async () => {
		await mette.go(`${body.path}/forslag`);
		await mette.page.check("#art-discussion");
		await mette.fill({ titel: "Natbus til sygehuset", tekst: "Den sidste bus går kl. 21." });
		await stage.minutes(3 * 60);
		await mette.allowing(/401/, () => mette.press("Send til sekretariatet"));
		await mette.sees("Det, du skrev, er her endnu", "Natbus til sygehuset");
		await mette.judge("det, du skrev, er her endnu");
		await mette.signIn();
		await mette.sees("Natbus til sygehuset", "Venter på sekretariatet.");
		return mette;
	});

	await stage.scene("Marts: Mettes forslag venter i bagkataloget, og ét møde er holdt", async () => {
		await stage.until("2027-03-01T09:00:00+01:00");
		await ane.go(`${body.path}/bagkatalog`);
		await ane.sees("Natbus til sygehuset");
		await ane.go(`${body.path}/plan?aar=2027`);
		await ane.sees("1 holdt");
		return ane;
	});

	await stage.scene("Referatet trækkes tilbage og efterlader en gravsten", async () => {
		await ane.go(`${first}/udgivelse`);
		await page.locator(".gate-withdraw summary").first().click();
		await page.getByLabel("Teksten var forkert").check();
		await stage.picture(ane, "traek-tilbage");
		await ane.press("Træk tilbage nu");
		await citizen.allowing(/410|404/, async () => {
			await citizen.go(body.public);
			await citizen.sees("Trukket tilbage", "Teksten var forkert");
		});
		const answer = await citizen.context.request.get(`${stage.base}/soeg?q=medicinbokse`);
		stage.expect("search still finds what was withdrawn", !(await answer.text()).includes("Medicinbokse i hele rådets område"));
		const file = await citizen.context.request.get(`${stage.base}${body.public}/referat.pdf`);
		stage.expect(`the PDF of what was withdrawn: ${file.status()}`, !file.ok());
		return citizen;
	});
}
