import { crc32, deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';

/** 12 × 10 pixels, baseline, 4:4:4. */
const JPEG = Buffer.from(
  '/9j/2wBDAAUDBAQEAwUEBAQFBQUGBwwIBwcHBw8LCwkMEQ8SEhEPERETFhwXExQaFRERGCEYGh0dHx8fExciJCIeJBweHx7/2wBDAQUFBQcGBw4ICA4eFBEUHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh7/wAARCAAKAAwDAREAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAABgf/xAAnEAABAgQEBgMAAAAAAAAAAAABAhIDBBEhAAYHIxMiMlFh8DFikf/EABcBAAMBAAAAAAAAAAAAAAAAAAUGBwj/xAAtEQABAgMGBAUFAAAAAAAAAAABAhEDEiEABAUGIkITI1FhMTNBQ3GBwdHh8P/aAAwDAQACEQMRAD8AnuWdPGt2Gt5eUdH1T3V3PoPX3HuF6ySadNZH9uH4TRVNrXSVtsvLH5ZzM7V/fc9v75okhp62WSngx00s2D0p8fIqffGFiLmHhq4c0VMtJYJ0obaTMiZY3FjUtRpU3K4ZmeAC4+tneWYUJLGw0BssVJokWN7j8GF6/KVC8stJdlKS1JVczUOh0iorQdBbGeWVqLOdw+1nadqWl0wttJhA0TYVqcTXNOJ33D13aFdIyoaTCBZKikPMsOwIrQV7Wu+Fa4DqrX8W/9k=',
  'base64',
);
const START_OF_IMAGE_BYTES = 2;

/** A JPEG of a few bytes; the comment in it makes its hash its own. */
export function tinyJpeg(comment: string): Buffer {
  const segment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, comment.length + 2]), Buffer.from(comment, 'latin1')]);
  return Buffer.concat([JPEG.subarray(0, START_OF_IMAGE_BYTES), segment, JPEG.subarray(START_OF_IMAGE_BYTES)]);
}

/** A PNG whose pixels all have one colour. */
export function plainPng(width: number, height: number, colour: readonly [number, number, number, number]): Buffer {
  const png = new PNG({ width, height });
  for (let at = 0; at < png.data.length; at += 4) png.data.set(colour, at);
  return PNG.sync.write(png);
}

type RawPng = {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colourType: number;
  readonly isInterlaced?: boolean;
  /** Rows with their filter byte, not yet packed. */
  readonly rows: Buffer;
  /** Chunks between the header and the pixels. */
  readonly chunks?: readonly Buffer[];
};

/** A PNG of any kind, sound or not. */
export function rawPng({ width, height, depth, colourType, isInterlaced = false, rows, chunks = [] }: RawPng): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colourType, 0, 0, isInterlaced ? 1 : 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const packed = pngChunk('IDAT', deflateSync(rows));
  return Buffer.concat([signature, pngChunk('IHDR', header), ...chunks, packed, pngChunk('IEND', Buffer.alloc(0))]);
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/**
 * 16 × 8 pixels in four stripes, written by Pillow 12.3.0 at quality 95, with what Pillow decodes each to in the middle of
 * the stripes.
 */
export const PILLOW_JPEGS = {
  cmyk: {
    file: Buffer.from(
      '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkKCgoKCgYICwwLCgwJCgoK/8AAFAgACAAQBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwD0T/g8e/5tz/7m/wD9wte2f8GlX/Nf/wDuVP8A3MV+T/hv/lt/wH+tftZ8Nv8Al9/7Z/8As1cv/wAGcP8AzcZ/3KH/ALmqP+DXL/muf/cs/wDuWr+zT4k/8uX/AG0/9lr5V/4LQ/8ANNv+4x/7Y1//2Q==',
      'base64',
    ),
    stripes: [
      [225, 49, 31],
      [34, 245, 43],
      [25, 63, 250],
      [130, 130, 124],
    ],
  },
  grey: {
    file: Buffer.from(
      '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/wAALCAAIABABAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APD/ANnz/mL/APbv/wC1K+yP+Daz/mtH/cuf+5Sv/9k=',
      'base64',
    ),
    stripes: [
      [82, 82, 82],
      [118, 118, 118],
      [68, 68, 68],
      [232, 232, 232],
    ],
  },
  progressive: {
    file: Buffer.from(
      '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wgARCAAIABADAREAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAABgf/xAAWAQEBAQAAAAAAAAAAAAAAAAAGBAj/2gAMAwEAAhADEAAAAQ4a6yaCOf/EABYQAQEBAAAAAAAAAAAAAAAAAAAGCP/aAAgBAQABBQKfZrf/xAAcEQABAwUAAAAAAAAAAAAAAAAABQhDRYGDwcP/2gAIAQMBAT8BcXTM3IQZLbP/xAAaEQABBQEAAAAAAAAAAAAAAAAABAdBRILC/9oACAECAQE/AVEDn1N8H//EABoQAAEFAQAAAAAAAAAAAAAAAAADBYKEwcP/2gAIAQEABj8CVjo9V+p//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQABPyEyv//aAAwDAQACAAMAAAAQA//EABQRAQAAAAAAAAAAAAAAAAAAABD/2gAIAQMBAT8QPL//xAAVEQEBAAAAAAAAAAAAAAAAAADBEP/aAAgBAgEBPxBCF//EABQQAQAAAAAAAAAAAAAAAAAAABD/2gAIAQEAAT8QMr//2Q==',
      'base64',
    ),
    stripes: [
      [200, 30, 39],
      [20, 179, 61],
      [32, 59, 210],
      [240, 230, 220],
    ],
  },
  rotated: {
    file: Buffer.from(
      '/9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAAIABADAREAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDw/wDZ8/5i/wD27/8AtSvw3MPs/P8AQ9z9ov8A80x/3O/+6h9kf8G1n/NaP+5c/wDcpX+gn0nv+ZT/ANx//cJ+c8B/8xH/AG5/7cf/2Q==',
      'base64',
    ),
    stripes: [
      [200, 30, 39],
      [20, 179, 61],
      [32, 59, 210],
      [240, 230, 220],
    ],
  },
} as const;
