// A year of one health council, played by six people and a citizen.

import { open, Stopped } from "./stage.mjs";
import { afterwards } from "./afterwards.mjs";
import { agenda } from "./agenda.mjs";
import { founding } from "./founding.mjs";
import { meeting } from "./meeting.mjs";
import { minutes } from "./minutes.mjs";

const [base, control, administrator, password, pictures = ""] = process.argv.slice(2);
const stage = await open(base, control, pictures);
const phone = { width: 390, height: 844 };
const people = {
	gerda: await stage.person("Gerda Holm", administrator, password),
	ane: await stage.person("Ane Bech", "ane@nordkyst.example", "fyrtårn over klitten"),
	bo: await stage.person("Bo Kjær", "bo@skagerby.example", "tre både ved kajen"),
	carl: await stage.person("Carl Brink", "carl@nordkyst.example", "lyng og enebær i maj"),
	mette: await stage.person("Mette Lund", "mette@skagerby.example", "vinden vender mod vest", phone),
	sanne: await stage.person("Sanne Dahl", "sanne@fjordhavn.example", undefined, phone),
	citizen: await stage.person("en borger", "borger@post.example", undefined),
};

let finished = false;
try {
	const body = { name: "Sundhedsråd Fjorden" };
	for (const act of [founding, agenda, meeting, minutes, afterwards]) {
		await act(stage, people, body);
	}
	finished = true;
} catch (error) {
	if (!(error instanceof Stopped)) {
		stage.faults.push(String(error.stack ?? error));
	}
} finally {
	await stage.close();
}
process.exit(finished && stage.faults.length === 0 ? 0 : 1);
