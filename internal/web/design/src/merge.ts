/**
 * Two texts that began from the same one, put together line by line. Where both
 * changed the same lines, both versions stand after each other: nothing that
 * anybody wrote is left out.
 */
export function merge(base: string, mine: string, theirs: string): string {
	const from = base.split("\n"), ours = mine.split("\n"), others = theirs.split("\n");
	const inOurs = matches(from, ours), inOthers = matches(from, others);
	const out: string[] = [];
	let [i, j, k] = [0, 0, 0];
	while (i < from.length || j < ours.length || k < others.length) {
		// The next line of the base that both kept: all before it was changed.
		let next = i;
		while (next < from.length && (inOurs[next] === undefined || inOthers[next] === undefined)) {
			next++;
		}
		const was = from.slice(i, next), a = ours.slice(j, inOurs[next] ?? ours.length), b = others.slice(k, inOthers[next] ?? others.length);
		out.push(...chosen(was, a, b));
		if (next === from.length) {
			break;
		}
		out.push(from[next]!);
		[i, j, k] = [next + 1, inOurs[next]! + 1, inOthers[next]! + 1];
	}
	return out.join("\n");
}

/** What becomes of one stretch: whoever changed it is followed, and both when both did. */
function chosen(was: string[], a: string[], b: string[]): string[] {
	const same = (x: string[], y: string[]): boolean => x.join("\n") === y.join("\n");
	if (same(a, b) || same(b, was)) {
		return a;
	}
	return same(a, was) ? b : [...b, ...a];
}

/** Beyond so many pairs of lines, only the equal beginning and end are found. */
const mostPairs = 1_000_000;

/**
 * For each line of a text, where it stands in another: a longest common
 * subsequence, so the places only go forward. undefined: it is gone.
 */
export function matches(from: string[], to: string[]): (number | undefined)[] {
	const found: (number | undefined)[] = new Array(from.length).fill(undefined);
	let start = 0, fromEnd = from.length, toEnd = to.length;
	while (start < fromEnd && start < toEnd && from[start] === to[start]) {
		found[start] = start;
		start++;
	}
	while (fromEnd > start && toEnd > start && from[fromEnd - 1] === to[toEnd - 1]) {
		found[--fromEnd] = --toEnd;
	}
	const rows = fromEnd - start, columns = toEnd - start;
	if (rows * columns > mostPairs) {
		return found;
	}
	// length[i][j] is of the longest common subsequence from i and j on.
	const length = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
	for (let i = rows - 1; i >= 0; i--) {
		for (let j = columns - 1; j >= 0; j--) {
			length[i]![j] = from[start + i] === to[start + j] ? length[i + 1]![j + 1]! + 1 : Math.max(length[i + 1]![j]!, length[i]![j + 1]!);
		}
	}
	for (let i = 0, j = 0; i < rows && j < columns;) {
		if (from[start + i] === to[start + j]) {
			found[start + i++] = start + j++;
		} else if (length[i + 1]![j]! >= length[i]![j + 1]!) {
			i++;
		} else {
			j++;
		}
	}
	return found;
}
