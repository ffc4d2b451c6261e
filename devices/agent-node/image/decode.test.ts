import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { decodeImage } from './decode.ts';

/** 12 × 10 pixels, quality 85, 4:4:4, and what libjpeg (through sharp 0.35.5) decodes it to. */
const JPEG =
  '/9j/2wBDAAUDBAQEAwUEBAQFBQUGBwwIBwcHBw8LCwkMEQ8SEhEPERETFhwXExQaFRERGCEYGh0dHx8fExciJCIeJBweHx7/2wBDAQUFBQcGBw4ICA4eFBEUHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh7/wAARCAAKAAwDAREAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAABgf/xAAnEAABAgQEBgMAAAAAAAAAAAABAhIDBBEhAAYHIxMiMlFh8DFikf/EABcBAAMBAAAAAAAAAAAAAAAAAAUGBwj/xAAtEQABAgMGBAUFAAAAAAAAAAABAhEDEiEABAUGIkITI1FhMTNBQ3GBwdHh8P/aAAwDAQACEQMRAD8AnuWdPGt2Gt5eUdH1T3V3PoPX3HuF6ySadNZH9uH4TRVNrXSVtsvLH5ZzM7V/fc9v75okhp62WSngx00s2D0p8fIqffGFiLmHhq4c0VMtJYJ0obaTMiZY3FjUtRpU3K4ZmeAC4+tneWYUJLGw0BssVJokWN7j8GF6/KVC8stJdlKS1JVczUOh0iorQdBbGeWVqLOdw+1nadqWl0wttJhA0TYVqcTXNOJ33D13aFdIyoaTCBZKikPMsOwIrQV7Wu+Fa4DqrX8W/9k=';
const JPEG_PIXELS =
  'BAAABANJIQyZPgD7UAgAawBXiAGmiwPtnAIAuQFX1wCj6gDdABVGJR+nOA74OxAASyFRaR+afQ3rkRsNrB9JwRCo3wvr3h4RAD2XHyXzNSYTOjZHVS+mYz3ieT0BkClWszOgxyniyzoD4S9RB0f+DEEAI05FRkm0Tk/la0UAg1NJjVGZtj3+s1AV01Fd4UiaAWkACm5SLGSuPW3rUV4AamJXjViwjWLwmGgAu25C02GF8mPwA3FWFYmgHoXiPHMAWYFcbHuidXfkkoMEpIdPunmk4XH/3YMJDZmoD5DsG50AO5lDY5CxZZrqcqYAkI9Mq5umwZDfzKEX4ZNJBLDuEK0ILqdaRbujTabqa64AiapRjrCfsaPytL0Cz7E/6qqrAMsAE8xXG9GgUrzkTMkTXdM/ZteHp7r/pcwAt8tQ0Ne27rntC9pYH9ycI9fuUesbWtdVcOKadt3sn+cXsd1MwNWu0t/N6OAT';

test('a JPEG has the same pixels as from libjpeg', async () => {
  const { width, height, rgb } = await decodeImage(Buffer.from(JPEG, 'base64'));
  expect([width, height]).toEqual([12, 10]);
  expect(Buffer.from(rgb).equals(Buffer.from(JPEG_PIXELS, 'base64'))).toBe(true);
});

test('of a PNG the transparency is dropped and the colour kept', async () => {
  const png = new PNG({ width: 2, height: 1 });
  png.data.set([10, 20, 30, 0, 200, 100, 50, 255]);
  const { width, height, rgb } = await decodeImage(PNG.sync.write(png));
  expect([width, height]).toEqual([2, 1]);
  expect([...rgb]).toEqual([10, 20, 30, 200, 100, 50]);
});

test('a broken image and one of another kind are refused by name', async () => {
  const whole = PNG.sync.write(new PNG({ width: 8, height: 8 }));
  await expect(decodeImage(whole.subarray(0, 40))).rejects.toMatchObject({ code: 'DATA_INVALID' });
  await expect(decodeImage(Buffer.from(JPEG, 'base64').subarray(0, 30))).rejects.toMatchObject({
    code: 'DATA_INVALID',
  });
  await expect(decodeImage(Buffer.from('GIF89a'))).rejects.toThrow('neither PNG nor JPEG');
});
