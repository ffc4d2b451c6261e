/** More than the longest page of comments: a hundred, of 65,536 characters each. */
export const MOST_ANSWER_BYTES = 64 * 2 ** 20;

/** The body of an answer; null if it is longer than `mostBytes`, and then the rest is not read. Throws what ends the connection early. */
export async function limitedText(response: Response, mostBytes: number): Promise<string | null> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let [text, length] = ['', 0];
  // Leaving the loop ends the connection.
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > mostBytes) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
