// From the comment round to the approval, and the news that the public gets.

export async function minutes(stage, people, body) {
	const { ane, bo, carl, mette, sanne, citizen } = people;
	const { page } = ane;
	const [first] = body.meetings;
	const approval = `${first}/godkendelse`, gate = `${first}/udgivelse`;

	await stage.scene("Referatet sendes til bemærkninger", async () => {
		await stage.until("2027-01-20T09:00:00+01:00");
		await ane.go(approval);
		await ane.press("Send til bemærkninger");
		await sanne.go(stage.link(await stage.mail(sanne.address, /bemærkninger/i), "/bemaerk/"));
		await sanne.sees("Linket er til Sanne Dahl.");
		await sanne.page.selectOption("#punkt", await optionWith(sanne, "#punkt", "Fælles vagt"));
		await sanne.fill({ tekst: "Der mangler, at vagten begynder 1. maj 2027." });
		await sanne.press("Send bemærkningen");
		await sanne.sees("Bemærkningen er gemt.");
		return sanne;
	});

	await stage.scene("Ane retter referatet, så alle kan se det, og svarer", async () => {
		await ane.go(`${first}/moede`);
		await page.locator("summary", { hasText: "Ret i referatet" }).click();
		await ane.fill({ grund: "Sanne Dahl: vagtens første dag manglede." });
		await page.getByRole("button", { name: "Begynd rettelsen" }).click();
		await page.getByText("Referatet bliver rettet").waitFor();
		await page.locator(".sit-entry a").filter({ hasText: "Fælles vagt" }).click();
		const field = page.locator("[data-point]:not([hidden]) .sit-decision textarea");
		await ane.write(field, "Godkendt med 2 stemmer for og 1 imod. Vagten begynder 1. maj 2027.");
		await page.getByRole("button", { name: "Gør rettelsen færdig" }).click();
		await page.getByText("Mødet er hævet kl.").waitFor();
		await ane.go(approval);
		await page.getByLabel("Indarbejdet", { exact: true }).check();
		await page.getByLabel("Svar, som sendes").fill("Tak. Datoen står der nu.");
		await ane.press("Gem og send svaret");
		const mail = await stage.mail(sanne.address, /svar|bemærkning/i);
		stage.expect(`the answer is not in the mail: ${mail.text}`, mail.text.includes("Datoen står der nu."));
		await page.getByRole("link", { name: /Se, hvad der er ændret/ }).last().click();
		await page.waitForURL("**/sammenlign**");
		await ane.judge();
		await ane.sees("Vagten begynder 1. maj 2027.");
		return ane;
	});

	await stage.scene("Godkendelsen sættes på næste dagsorden, og alle bedes godkende", async () => {
		await ane.go(approval);
		await ane.press(/Sæt godkendelsen på dagsordenen/);
		await ane.press("Luk for bemærkninger, og bed om godkendelse");
		await ane.sees("Mangler");
		await ane.go(`${body.theme}/dagsorden`);
		await ane.sees("Godkendelse af referat");
		return ane;
	});

	await stage.scene("Mailserveren er væk i en time, og mailen kommer bagefter", async () => {
		for (const address of [sanne.address, "jens@skagerby.example", mette.address, carl.address]) {
			await stage.mail(address, /[Gg]odkend/);
		}
		await stage.ask("/mail/away", { method: "POST" });
		await ane.go(approval);
		await ane.press("Skriv igen til dem, der mangler");
		await stage.until("2027-01-20T10:00:00+01:00");
		await stage.ask("/mail/back", { method: "POST" });
		body.approve = stage.link(await stage.mail(sanne.address, /[Gg]odkend/, 1), "/godkend/");
		return ane;
	});

	await stage.scene("Fire godkender: to på siden, to med et link", async () => {
		await sanne.go(body.approve);
		await sanne.press("Godkend referatet");
		await sanne.sees("Du har godkendt referatet.");
		const jens = await stage.person("Jens Vig", "jens@skagerby.example", undefined);
		await jens.go(stage.link(await stage.mail(jens.address, /[Gg]odkend/, 1), "/godkend/"));
		await jens.press("Godkend referatet");
		await jens.context.close();
		for (const who of [mette, carl]) {
			await who.go("/skrivebord");
			await who.sees(body.name);
			await who.go(approval);
			await who.press("Godkend referatet");
		}
		await ane.go(approval);
		await ane.sees("Udgiv referatet");
		return mette;
	});

	await stage.scene("En borger følger rådet med mail", async () => {
		const slug = body.path.split("/").at(-1);
		await citizen.go(`/foelg?organ=${slug}`);
		await citizen.fill({ mail: citizen.address });
		await citizen.page.selectOption("#hyppighed", "at-once");
		await citizen.press("Send mig linket");
		await citizen.go(stage.link(await stage.mail(citizen.address, /Bekræft/), "/foelg/"));
		await citizen.press("Ja, send mig mail");
		return citizen;
	});

	await stage.scene("Et CPR-nummer i et bilag stopper udgivelsen", async () => {
		await ane.go(gate);
		await ane.press("Gør referatet klar");
		await ane.sees("CPR-nummer", "stopper udgivelsen");
		stage.expect("it can be published all the same", (await page.getByRole("button", { name: "Udgiv nu" }).count()) === 0);
		await ane.judge("et fund");
		await page.locator(".gate-findings").first().scrollIntoViewIfNeeded();
		await stage.picture(ane, "cpr");
		return ane;
	});

	await stage.scene("Ane lægger et overstreget bilag ind, og Bo ser det hele igennem", async () => {
		const file = page.locator(".gate-files > li").filter({ hasText: "Erfaringer fra Skagerby" });
		await file.locator("summary").click();
		await file.locator("[name=fil]").setInputFiles({ name: "Erfaringer (overstreget).txt", mimeType: "text/plain", buffer: Buffer.from("Erfaringer\n\nEn borger var glad for boksen.\n") });
		await ane.press(/Læg den ind/, file);
		await ane.go(gate);
		stage.expect("Ane may clear what she made ready", (await page.getByRole("button", { name: /Jeg har set det igennem/ }).count()) === 0);
		await bo.go(gate);
		for (let more = bo.page.locator(".gate-accept"); (await more.count()) > 0; ) {
			await more.first().locator("summary").click();
			await more.first().locator("[name=grund]").fill("Det er et politisk navn.");
			await bo.press("Lad det stå", more.first());
		}
		await bo.press("Jeg har set det igennem: det må udgives");
		await bo.judge("set igennem");
		await ane.go(gate);
		await ane.press("Udgiv nu");
		body.public = new URL(await page.getByRole("link", { name: "Se den offentlige side" }).first().getAttribute("href"), stage.base).pathname;
		return ane;
	});

	await stage.scene("Borgeren læser, søger, henter en PDF, og det lukkede er ingen steder", async () => {
		await citizen.go(body.public);
		await citizen.sees("Medicinbokse i hele rådets område", "Vagten begynder 1. maj 2027.", "Personsag");
		await stage.picture(citizen, "offentlig");
		await citizen.go("/soeg?q=medicinbokse");
		await citizen.sees("Medicinbokse i hele rådets område");
		const secrets = ["Lars Holst", "skadestuen er", "Klagen blev afvist", "070761-4285", "hendes nabo"];
		for (const address of [body.public, "/", "/beslutninger", "/soeg?q=Holst", "/soeg?q=070761-4285", "/soeg.atom?q=Holst", `/organer/${body.path.split("/").at(-1)}`, `/organer/${body.path.split("/").at(-1)}/beslutninger.atom`]) {
			const answer = await citizen.context.request.get(stage.base + address);
			const text = (await answer.text()).replaceAll("q=Holst", "").replaceAll("070761-4285&", "");
			stage.expect(`${address}: ${answer.status()}`, answer.ok());
			for (const secret of secrets) {
				stage.expect(`${address} tells “${secret}”`, !text.includes(secret) || address.includes(encodeURI(secret)));
			}
		}
		for (const ending of ["pdf", "docx"]) {
			const file = await citizen.context.request.get(`${stage.base}${body.public}/referat.${ending}`);
			stage.expect(`the ${ending}: ${file.status()}`, file.ok() && (await file.body()).length > 2000);
		}
		await citizen.go(body.public);
		return citizen;
	});

	await stage.scene("Borgeren får nyt med mail", async () => {
		const mail = await stage.mail(citizen.address, /^Nyt om/, 1);
		stage.expect(`the news do not say what is new: ${mail.text}`, mail.text.includes("Medicinbokse") && !mail.text.includes("Lars Holst"));
		return citizen;
	});
}

/** The value of an option whose text holds something. */
async function optionWith(who, select, text) {
	return who.page.locator(`${select} option`).filter({ hasText: text }).first().getAttribute("value");
}
