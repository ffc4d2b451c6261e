import { expect, onTestFinished, test } from 'vitest';
import { startVirtualLab } from '#devices/virtual-iphone/lab.ts';
import { specOf } from '#devices/virtual-iphone/virtual-iphone.fixture.ts';

async function ask(port: number, path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: response.status, body: await response.json() };
}

test('a phone is found by its udid, with or without a wait, also when its services are asked for anew', async () => {
  const lab = await startVirtualLab([specOf()]);
  onTestFinished(() => lab.close());
  const { udid } = specOf();
  for (const path of [`/${udid}`, `/${udid}?waitMs=15000`, `/${udid}/refresh-services`]) {
    expect(await ask(lab.tunnelRegistryPort, `/remotexpc/tunnels${path}`)).toMatchObject({
      status: 200,
      body: { udid, address: '127.0.0.1', connectionType: 'USB' },
    });
  }
});

test.each(['/remotexpc/tunnels/NOPE', '/remotexpc/tunnels/%zz', '//', '/elsewhere'])(
  '%s is not found',
  async (path) => {
    const lab = await startVirtualLab([]);
    onTestFinished(() => lab.close());
    expect(await ask(lab.tunnelRegistryPort, path)).toMatchObject({ status: 404 });
  },
);
