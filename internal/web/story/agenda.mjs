// From the first wish for an item to the supplement that changes what was sent.

/** What Word puts on the clipboard. */
const word = `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name=Generator content="Microsoft Word 15">
<style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} --></style></head><body lang=DA><!--StartFragment--><p class=MsoNormal><b><span style='font-size:14.0pt'>Medicinboksen</span></b><o:p></o:p></p>
<p class=MsoNormal>Boksen er afprøvet i Skagerby og&nbsp;Fjordhavn.<o:p></o:p></p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>62 borgere var med<o:p></o:p></p><!--EndFragment--></body></html>`;
const pasted = "Medicinboksen\n\nBoksen er afprøvet i Skagerby og Fjordhavn.\n\n- 62 borgere var med";

export async function agenda(stage, people, body) {
	const { gerda, ane, bo, carl, mette, sanne, citizen } = people;
	const { page } = ane;
	const [meeting] = body.meetings;
	const item = () => new URL(page.url()).pathname;

	await stage.scene("Januar: Mette foreslår et punkt før fristen", async () => {
		await stage.until("2027-01-05T09:00:00+01:00");
		await mette.go(`${body.path}/forslag`);
		await mette.page.check("#art-decision");
		await mette.fill({ titel: "Fælles vagt for akutsygepleje", tekst: "Kommunerne mangler hver for sig folk om natten.", indstilling: "at der indføres en fælles nattevagt." });
		await mette.press("Send til sekretariatet");
		await mette.sees("Venter på sekretariatet.");
		await stage.mail(mette.address, /forslag|modtaget|punkt/i);
		return mette;
	});

	await stage.scene("Et løfte i skuffens referater melder sig, og sendes videre til rådet", async () => {
		await citizen.go("/organer");
		const cluster = await citizen.page.getByRole("link", { name: "Sundhedsklynge Fjorden" }).first().getAttribute("href");
		const old = `/arbejde${cluster.replace("organer", "organ")}`;
		await gerda.go(`${old}/medlemmer`);
		await gerda.fill({ navn: ane.name, vegne: "Region Nordkyst", mail: ane.address });
		await gerda.page.selectOption("#side", "region");
		await gerda.page.selectOption("#rolle", "secretariat");
		await gerda.page.setChecked("#stemmeret", false);
		await gerda.page.check("#adgang");
		await gerda.press("Tilføj pladsen");
		await ane.go(`${old}/bagkatalog`);
		const promise = page.locator("li.wait").filter({ hasText: "Status:" }).first();
		body.promise = (await promise.locator("h3 > span").first().innerText()).trim();
		await ane.press(/Gem i bagkataloget/, promise);
		await page.locator("li.wait").filter({ hasText: body.promise }).getByRole("link").first().click();
		await page.waitForURL("**/arbejde/punkt/*");
		await ane.go(`${item()}/send`);
		await page.selectOption("#organ", { label: body.name });
		await ane.fill({ foelgeord: "Klyngen er lukket. Løftet hører til hos rådet nu." });
		await ane.press("Send");
		return ane;
	});

	await stage.scene("Dagsordenen begynder: faste punkter, forslaget og løftet", async () => {
		await ane.go("/skrivebord");
		await ane.sees(body.name);
		await ane.go(`${meeting}/dagsorden`);
		await ane.press("Begynd med de faste punkter");
		for (const title of ["Fælles vagt for akutsygepleje", body.promise]) {
			await ane.go(`${body.path}/bagkatalog`);
			const waiting = page.locator("li.wait").filter({ hasText: title }).first();
			await waiting.locator("select").selectOption({ index: 0 });
			await ane.press(/Sæt på dagsordenen/, waiting);
		}
		await ane.go(`${meeting}/dagsorden`);
		await ane.sees("Fælles vagt for akutsygepleje", body.promise, "Eventuelt");
		return ane;
	});

	await stage.scene("Et beslutningspunkt uden indstilling kan ikke sendes", async () => {
		await ane.fill({ overskrift: "Medicinbokse i hele rådets område" });
		await page.selectOption("#type", "decision");
		await ane.press("Tilføj");
		body.item = item();
		await ane.go(`${meeting}/dagsorden/send`);
		await ane.sees("skal rettes", "Medicinbokse i hele rådets område");
		stage.expect("it can be sent all the same", (await page.getByRole("button", { name: "Send dagsordenen" }).count()) === 0);
		return ane;
	});

	await stage.scene("Punkter flyttes med tastaturet", async () => {
		await ane.go(`${meeting}/dagsorden`);
		const titles = () => page.locator(".agenda-what > a").allTextContents();
		const from = (await titles()).indexOf("Medicinbokse i hele rådets område");
		await page.locator(".agenda-what > a").nth(from).focus();
		await Promise.all([page.waitForResponse((r) => r.request().method() === "POST"), page.keyboard.press("Alt+ArrowUp")]);
		await page.reload();
		const after = (await titles()).indexOf("Medicinbokse i hele rådets område");
		stage.expect(`Alt and an arrow moved it from ${from} to ${after}`, after === from - 1);
		return ane;
	});

	await stage.scene("Tekst fra Word bliver ren tekst, og indstillingen skrives", async () => {
		await ane.go(body.item);
		const field = page.locator("#felt-presentation");
		await field.focus();
		await page.evaluate((html) => navigator.clipboard.write([new ClipboardItem({ "text/html": new Blob([html], { type: "text/html" }), "text/plain": new Blob(["x"], { type: "text/plain" }) })]), word);
		await page.keyboard.press("Control+V");
		await ane.stands(field, "saved");
		const text = await field.inputValue();
		stage.expect(`Word became ${JSON.stringify(text)}`, text === pasted);
		const lines = page.locator(".agenda-proposal textarea");
		await ane.write(lines.first(), "at medicinboksen tilbydes i alle rådets kommuner.");
		await ane.press("Tilføj en linje");
		await ane.write(lines.nth(1), "at der afsættes 743.000 kr. i 2027.");
		return ane;
	});

	await stage.scene("Ane og Bo skriver samtidig, og begge tekster vises side om side", async () => {
		await bo.go(body.item);
		const anes = page.locator("#felt-presentation"), bos = bo.page.locator("#felt-presentation");
		await bo.page.locator("[data-editors]").filter({ hasText: "Ane Bech" }).waitFor();
		await bo.page.route("**/nyt?*", (route) => route.abort());
		await bo.allowing(/ERR_FAILED|409/, async () => {
			await ane.write(anes, pasted.replace("62 borgere", "64 borgere"));
			await bos.fill(pasted.replace("Skagerby og Fjordhavn", "Skagerby, Fjordhavn og Lyngsø"));
			await bo.stands(bos, "conflict");
			await bo.judge("en konflikt");
			const panel = bo.page.locator(".field-conflict-panel");
			const shown = await panel.innerText();
			stage.expect(`both texts are not shown: ${shown}`, shown.includes("64 borgere") && shown.includes("og Lyngsø"));
			await panel.scrollIntoViewIfNeeded();
			await stage.picture(bo, "konflikt");
			await panel.getByRole("button", { name: "Sæt begge ind, så jeg kan rette" }).click();
			await bo.stands(bos, "saved");
		});
		await bo.page.unroute("**/nyt?*");
		const both = await bos.inputValue();
		stage.expect(`put together: ${both}`, both.includes("64 borgere") && both.includes("og Lyngsø"));
		await page.waitForFunction(() => document.querySelector("#felt-presentation").value.includes("Lyngsø"));
		return bo;
	});

	await stage.scene("Et bilag lægges op, og et eftersendes", async () => {
		await ane.go(`${body.item}/bilag`);
		await page.setInputFiles("#fil", { name: "Erfaringer fra Skagerby.txt", mimeType: "text/plain", buffer: Buffer.from("Erfaringer\n\nFru Hansen, cpr 070761-4285, var glad for boksen.\n") });
		await ane.press("Læg op");
		await ane.fill({ navn: "Tilbud fra leverandøren", frist: "2027-01-15" });
		await ane.press("Sæt på listen");
		await ane.sees("Erfaringer fra Skagerby", "eftersendes");
		return ane;
	});

	await stage.scene("Et lukket punkt får en neutral overskrift og en dag, hvor lukningen slutter", async () => {
		await ane.go(`${meeting}/dagsorden`);
		await ane.fill({ overskrift: "Klage fra Lars Holst over indlæggelsen" });
		await page.selectOption("#type", "decision");
		await ane.press("Tilføj");
		body.closed = item();
		await page.check("#lukket");
		await ane.fill({ "lukket-til": "2027-06-30" });
		await ane.press("Gem");
		await ane.write(page.locator("#felt-public-title"), "Personsag");
		await ane.write(page.locator("#felt-closed-reason"), "Sagen handler om en borgers helbred.");
		await ane.write(page.locator("#felt-presentation"), "Lars Holst klager over ventetiden på skadestuen.");
		await ane.write(page.locator(".agenda-proposal textarea").first(), "at klagen afvises.");
		await ane.judge("et lukket punkt");
		return ane;
	});

	await stage.scene("Dagsordenen sendes, også med et dobbeltklik, og kommer med mail", async () => {
		await stage.until("2027-01-12T10:00:00+01:00");
		await ane.go(`${meeting}/dagsorden/send`);
		await ane.judge("klar til at sende");
		const button = page.getByRole("button", { name: "Send dagsordenen" });
		await button.dblclick();
		await page.waitForURL("**/dagsorden?sendt=1*");
		await ane.sees("sendt");
		for (const who of [carl, mette, sanne]) {
			const mail = await stage.mail(who.address, /^Dagsordenen/);
			body.agendaLink = stage.link(mail, "/");
		}
		const times = (await stage.post()).filter((m) => m.to === carl.address && m.subject.startsWith("Dagsordenen")).length;
		stage.expect(`Carl was told ${times} times`, times === 1);
		await mette.go(`${meeting}/dagsorden`);
		await mette.sees("Medicinbokse i hele rådets område", "at der afsættes 743.000 kr. i 2027.");
		return mette;
	});

	await stage.scene("Et sent punkt sendes i en tillægsdagsorden med en grund", async () => {
		await stage.until("2027-01-15T09:00:00+01:00");
		await ane.go(`${meeting}/dagsorden`);
		await ane.fill({ overskrift: "Lukning af skadestuen i weekenden" });
		await page.selectOption("#type", "discussion");
		await ane.press("Tilføj");
		await ane.write(page.locator("#felt-late-reason"), "Sygehuset skrev først 14. januar.");
		await ane.press("Tilføj en linje");
		await ane.write(page.locator(".agenda-proposal textarea").first(), "at lukningen drøftes.");
		await ane.go(`${meeting}/dagsorden/send`);
		await ane.fill({ grund: "Sygehusets brev kom først 14. januar." });
		await ane.press("Send tillægsdagsordenen");
		const mail = await stage.mail(carl.address, /^Tillægsdagsorden 1/);
		stage.expect("the supplement does not say why", mail.text.includes("Sygehusets brev"));
		await carl.go(`${meeting}/dagsorden/udgaver`);
		await carl.sees("Lukning af skadestuen i weekenden");
		await carl.go(`${meeting}/dagsorden`);
		return carl;
	});
}
