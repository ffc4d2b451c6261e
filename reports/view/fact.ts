/** What a word means at a glance; formats may colour it, and always print the word and its sign too. */
export type Tone = 'good' | 'bad' | 'unsure' | 'notice' | 'neutral';

export type Fact = { readonly label: string; readonly value: string };
