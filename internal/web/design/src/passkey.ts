/**
 * Signs in by passkey and makes new ones (WebAuthn level 3). A button says with
 * data-passkey whether to "get" or "create", where the options come from
 * (data-begin), where the answer goes (data-finish) and where to go then
 * (data-to). Where a text waits to be sent (#send-igen), that is sent instead.
 * Without script or passkeys in the browser the buttons stay hidden.
 */
export function passkeys(): void {
	if (window.PublicKeyCredential === undefined) {
		return;
	}
	for (const area of document.querySelectorAll<HTMLElement>("[data-passkey-area]")) {
		area.hidden = false;
	}
	for (const button of document.querySelectorAll<HTMLButtonElement>("[data-passkey]")) {
		button.hidden = false;
		button.addEventListener("click", () => void press(button));
	}
}

async function press(button: HTMLButtonElement): Promise<void> {
	const { passkey, begin = "", finish = "", to = "/", failed = "", name = "" } = button.dataset;
	const message = failed === "" ? null : document.querySelector<HTMLElement>(failed);
	button.disabled = true;
	if (message !== null) {
		message.hidden = true;
	}
	try {
		const begun = await fetch(begin, { method: "POST" });
		if (!begun.ok) {
			throw new Error(begun.statusText);
		}
		const { publicKey } = await begun.json();
		const credential = passkey === "create" ? await create(publicKey) : await get(publicKey);
		const field = name === "" ? null : document.querySelector<HTMLInputElement>(name);
		const finished = await fetch(finish, {
			method: "POST",
			headers: { "Content-Type": "application/json" },
			body: JSON.stringify({ name: field?.value ?? "", credential }),
		});
		if (!finished.ok) {
			throw new Error(finished.statusText);
		}
		const waiting = document.querySelector<HTMLFormElement>("#send-igen");
		if (waiting !== null) {
			waiting.submit();
		} else {
			location.assign(to);
		}
	} catch {
		// Whether the person gave up or the server refused, they read the same.
		button.disabled = false;
		if (message !== null) {
			message.hidden = false;
		}
	}
}

/** Options as the server writes them: bytes are base64url. */
type Options = Record<string, any>;

async function get(options: Options): Promise<unknown> {
	const publicKey = { ...options, challenge: bytes(options["challenge"]), allowCredentials: descriptors(options["allowCredentials"]) };
	const found = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
	const answer = found.response as AuthenticatorAssertionResponse;
	return {
		...head(found),
		response: {
			clientDataJSON: text(answer.clientDataJSON),
			authenticatorData: text(answer.authenticatorData),
			signature: text(answer.signature),
			userHandle: answer.userHandle === null ? undefined : text(answer.userHandle),
		},
	};
}

async function create(options: Options): Promise<unknown> {
	const publicKey = {
		...options,
		challenge: bytes(options["challenge"]),
		user: { ...options["user"], id: bytes(options["user"].id) },
		excludeCredentials: descriptors(options["excludeCredentials"]),
	} as unknown as PublicKeyCredentialCreationOptions;
	const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
	const answer = made.response as AuthenticatorAttestationResponse;
	return {
		...head(made),
		response: {
			clientDataJSON: text(answer.clientDataJSON),
			attestationObject: text(answer.attestationObject),
			transports: answer.getTransports?.() ?? [],
		},
	};
}

function head(credential: PublicKeyCredential): object {
	return { id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: credential.getClientExtensionResults() };
}

function descriptors(list: Options[] | undefined): PublicKeyCredentialDescriptor[] {
	return (list ?? []).map((one) => ({ ...one, id: bytes(one["id"]) }) as unknown as PublicKeyCredentialDescriptor);
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
	const plain = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
	return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
	const plain = String.fromCharCode(...new Uint8Array(buffer));
	return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
