/**
 * Tells somebody who chooses files that are too large before they are sent: a
 * form says in data-upload how many bytes it takes. The server refuses them all
 * the same.
 */
export function checkUploads(): void {
	for (const form of document.querySelectorAll<HTMLFormElement>("form[data-upload]")) {
		form.addEventListener("submit", (event) => {
			const files = [...form.querySelectorAll<HTMLInputElement>("input[type=file]")].flatMap((input) => [...(input.files ?? [])]);
			const bytes = files.reduce((sum, file) => sum + file.size, 0);
			const large = bytes > Number(form.dataset.upload);
			const told = form.querySelector<HTMLElement>("[data-too-large]") ?? document.querySelector<HTMLElement>("[data-too-large]");
			if (told !== null) {
				told.hidden = !large;
			}
			if (large) {
				event.preventDefault();
				told?.scrollIntoView({ block: "center" });
			}
		});
	}
}
