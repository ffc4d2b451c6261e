import * as fc from 'fast-check';
import { build, type PlistValue } from 'plist';
import { expect, test } from 'vitest';
import { parseXmlPlist } from './xml-plist.ts';

// XML has no way to write most control characters, and ends lines its own way.
const text = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .filter((value) => !/[\p{Cc}\p{Cs}]|[\uFFFE\uFFFF]/u.test(value));
const value = fc.letrec<{ value: PlistValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number)),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(text, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value;

test('what another library writes is read back', () => {
  fc.assert(
    fc.property(value, (original) => {
      expect(parseXmlPlist(build(original))).toEqual(original);
    }),
  );
});

test('comments, CDATA, references and empty elements are read as XML has them', () => {
  const source = `<?xml version="1.0"?><!-- by hand -->
    <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
    <plist version="1.0"><dict>
      <key>a&amp;b</key><string>&#65;&#x42;<![CDATA[<c>]]><!-- no --></string>
      <key>empty</key><string/><key>list</key><array/><key>yes</key><true></true>
      <key>hex</key><integer> 0x10 </integer><key>bytes</key><data> AQ
      I= </data><key>when</key><date>2026-01-02T03:04:05Z</date>
    </dict></plist> <!-- end -->`;
  expect(parseXmlPlist(source)).toEqual({
    'a&b': 'AB<c>',
    empty: '',
    list: [],
    yes: true,
    hex: 16,
    bytes: Buffer.from([1, 2]),
    when: new Date('2026-01-02T03:04:05Z'),
  });
});

test.each([
  ['entities of its own', '<!DOCTYPE plist [<!ENTITY a "aaaa">]><plist><string>&a;</string></plist>'],
  ['an unknown reference', '<plist><string>&b;</string></plist>'],
  ['a value without a key', '<plist><dict><string>a</string></dict></plist>'],
  ['a key without a value', '<plist><dict><key>a</key></dict></plist>'],
  ['an unknown element', '<plist><float>1</float></plist>'],
  ['something behind its end', '<plist><true/></plist><plist/>'],
  ['an integer that is none', '<plist><integer>1.5</integer></plist>'],
  ['an element that does not end', '<plist><string>a'],
  ['very many lists in each other', `<plist>${'<array>'.repeat(100_000)}`],
])('%s is an error', (_what, source) => {
  expect(() => parseXmlPlist(source)).toThrow(SyntaxError);
});
