// Reads the text of PDF files with pdf.js and prints the seconds it took.
import { readFile } from "node:fs/promises";
import { getDocument, VerbosityLevel } from "pdfjs-dist/legacy/build/pdf.mjs";

const start = performance.now();
let letters = 0;
for (const path of process.argv.slice(2)) {
  const file = await getDocument({
    data: new Uint8Array(await readFile(path)),
    verbosity: VerbosityLevel.ERRORS,
    standardFontDataUrl: new URL("node_modules/pdfjs-dist/standard_fonts/", import.meta.url).href,
  }).promise;
  for (let n = 1; n <= file.numPages; n++) {
    const content = await (await file.getPage(n)).getTextContent();
    for (const item of content.items) letters += item.str?.length ?? 0;
  }
  await file.destroy();
}
if (letters === 0) throw new Error("no text found");
console.log((performance.now() - start) / 1000);
