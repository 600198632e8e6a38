/**
 * What is pasted from Word, Outlook, Excel or a web page into a text field
 * becomes clean text with the light marks that the field is kept in: an empty
 * line between paragraphs, "- " and "1. " before items of a list, bars around
 * the cells of a table. Fonts, colours, comments and what was deleted under
 * tracked changes stay behind.
 *
 * The browser inserts the text itself, so the caret, the length limit and undo
 * work as they always do. Text without a format is left to the browser.
 */
export function pasteClean(): void {
	document.addEventListener("paste", (event) => {
		const field = event.target;
		if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) || !field.matches("textarea[data-paste], [data-field]")) {
			return;
		}
		const html = event.clipboardData?.getData("text/html") ?? "";
		if (html === "" || html.length > tooLong) {
			return;
		}
		const text = textOf(new DOMParser().parseFromString(html, "text/html"));
		if (text === "") {
			return;
		}
		event.preventDefault();
		insert(field, field instanceof HTMLInputElement ? text.replace(/\s+/g, " ") : text);
	});
}

/** Characters of HTML that are worth taking apart while somebody waits. */
const tooLong = 8 << 20;

/** Puts a text where the caret is, over what is marked. */
function insert(field: HTMLTextAreaElement | HTMLInputElement, text: string): void {
	field.focus();
	// Only this way does the browser know how to undo it. It is called deprecated,
	// and nothing has come in its place.
	if (document.execCommand("insertText", false, text)) {
		return;
	}
	field.setRangeText(text, field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
	field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
}

type Kind = "paragraph" | "item" | "row";

/** Returns the clean text of a document from the clipboard. */
export function textOf(source: Document): string {
	const writer = new Writer();
	writer.walk(source.body);
	return writer.text();
}

/** Writes a document as blocks of text, in the order it is read. */
class Writer {
	private readonly blocks: { kind: Kind; text: string }[] = [];
	private line = "";
	/** What the next block begins with, and is. */
	private mark = "";
	private kind: Kind = "paragraph";
	private depth = 0;

	text(): string {
		this.end();
		let out = "";
		let before: Kind | undefined;
		for (const block of this.blocks) {
			if (before !== undefined) {
				out += block.kind === before && block.kind !== "paragraph" ? "\n" : "\n\n";
			}
			out += block.text;
			before = block.kind;
		}
		return out;
	}

	/** Ends the block that is being written. */
	private end(): void {
		const text = this.line
			.split("\n")
			.map((line) => line.replace(/[ \t]+/g, " ").trim())
			.join("\n")
			.replace(/\n{2,}/g, "\n")
			.replace(/^\n|\n$/g, "");
		if (text !== "") {
			this.blocks.push({ kind: this.kind, text: this.mark + (this.kind === "item" ? text.replace(/\n/g, " ") : text) });
			this.mark = "";
			this.kind = "paragraph";
		}
		this.line = "";
	}

	walk(node: Node): void {
		for (const child of node.childNodes) {
			if (child instanceof Text) {
				this.line += clean(child.data);
			} else if (child instanceof Element && !hidden(child)) {
				this.element(child);
			}
		}
	}

	private element(element: Element): void {
		const name = element.localName;
		if (name === "br") {
			this.line += "\n";
		} else if (name === "table") {
			this.table(element);
		} else if (name === "ul" || name === "ol") {
			this.list(element);
		} else if (wordList(element)) {
			this.wordItem(element);
		} else if (blocks.has(name)) {
			// The paragraph of an item of a list goes on with the item's mark.
			this.end();
			this.walk(element);
			this.end();
		} else {
			this.walk(element);
		}
	}

	private list(list: Element): void {
		this.end();
		let number = Number(list.getAttribute("start") ?? 1);
		for (const item of list.children) {
			if (hidden(item)) {
				continue;
			}
			if (item.localName !== "li") {
				// Word and Google Docs put the inner list beside the item, not in it.
				this.depth++;
				this.element(item);
				this.depth--;
				continue;
			}
			number = Number(item.getAttribute("value") ?? number);
			this.begin(list.localName === "ol" ? `${number}. ` : "- ", this.depth);
			this.depth++;
			this.walk(item);
			this.depth--;
			this.end();
			this.mark = "";
			this.kind = "paragraph";
			number++;
		}
	}

	private begin(mark: string, depth: number): void {
		this.end();
		this.mark = "  ".repeat(depth) + mark;
		this.kind = "item";
	}

	/** Writes what Word shows as an item of a list and keeps as a paragraph. */
	private wordItem(element: Element): void {
		const label = [...element.querySelectorAll("[style]")].find((inner) => /mso-list:\s*ignore/i.test(inner.getAttribute("style") ?? ""));
		const level = Number(/level(\d+)/i.exec(element.getAttribute("style") ?? "")?.[1] ?? 1);
		const marked = /^\(?([0-9]+(?:\.[0-9]+)*|[a-zæøå]{1,4})([.)])/i.exec(clean(label?.textContent ?? "").trim());
		label?.remove();
		this.begin(marked === null ? "- " : numbered(marked[1], marked[2]), Math.min(level - 1, 8));
		this.walk(element);
		this.end();
	}

	private table(table: Element): void {
		this.end();
		const rows = [...table.querySelectorAll("tr")].filter((row) => row.closest("table") === table && !hidden(row));
		const cells = rows.map((row) => [...row.children].filter((cell) => (cell.localName === "td" || cell.localName === "th") && !hidden(cell)));
		// A table of one column is how mails and old pages place their text.
		if (cells.every((row) => row.length < 2)) {
			for (const row of cells) {
				row.forEach((cell) => this.walk(cell));
				this.end();
			}
			return;
		}
		for (const row of cells) {
			const texts = row.flatMap((cell) => [cellText(cell), ...Array<string>(span(cell) - 1).fill("")]);
			if (texts.some((text) => text !== "")) {
				this.kind = "row";
				this.line = `| ${texts.join(" | ")} |`;
				this.end();
			}
		}
	}
}

/** Returns the text of a cell on one line, without what divides cells. */
function cellText(cell: Element): string {
	const writer = new Writer();
	writer.walk(cell);
	return writer.text().replaceAll("|", "/").replace(/\s+/g, " ").trim();
}

/** Returns how many columns a cell takes, as far as anybody writes. */
function span(cell: Element): number {
	return Math.min(Math.max(Number(cell.getAttribute("colspan") ?? 1) || 1, 1), 20);
}

/** Returns a label as the texts have it: "2. ", "a) ", and of "2.1." the last. */
function numbered(label: string, after: string): string {
	const last = label.split(".").at(-1) ?? label;
	return /^\d+$/.test(last) ? `${last}${after} ` : last.length === 1 ? `${last.toLowerCase()}${after} ` : "- ";
}

const blocks = new Set([
	"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
	"form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "p", "pre", "section", "td", "th", "tr", "tbody", "thead",
]);

const unseen = new Set(["style", "script", "title", "meta", "link", "del", "s", "strike", "template", "noscript", "object", "svg", "select", "button", "xml"]);

/** Reports whether an element is not part of what its reader sees as text. */
function hidden(element: Element): boolean {
	const style = element.getAttribute("style") ?? "";
	const classes = element.getAttribute("class") ?? "";
	return (
		unseen.has(element.localName) ||
		/display:\s*none|visibility:\s*hidden|mso-hide:\s*all/i.test(style) ||
		/mso-element:\s*(comment|header|footer)/i.test(style) ||
		/mso-comment-(reference|done)|mso-special-character:\s*comment/i.test(style) ||
		/\b(msoDel|MsoCommentReference|MsoCommentText|msocomanchor|msocomtxt|msocomoff)\b/i.test(classes)
	);
}

/** Reports whether Word shows a paragraph as an item of a list. */
function wordList(element: Element): boolean {
	return /mso-list:\s*(?!none|skip|ignore)\S/i.test(element.getAttribute("style") ?? "") && element.localName !== "li";
}

/** Returns text as it is read: one space for what a page breaks, nothing for what is not to be seen. */
function clean(text: string): string {
	return text.replace(/[\u00ad\u200b\u2060\ufeff]/g, "").replace(/[\s\u00a0]+/g, " ");
}
