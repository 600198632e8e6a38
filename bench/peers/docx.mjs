// Reads the text of DOCX files with mammoth and prints the seconds it took.
import mammoth from "mammoth";

const start = performance.now();
let letters = 0;
for (const path of process.argv.slice(2)) {
  const { value } = await mammoth.extractRawText({ path });
  letters += value.length;
}
if (letters === 0) throw new Error("no text found");
console.log((performance.now() - start) / 1000);
