import type { Browser } from 'webdriverio';

type ScrollSession = Pick<Browser, 'performActions'>;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Drags the content of a box up by most of its height, slowly enough to avoid a fling. */
export async function scrollDown(session: ScrollSession, box: Box): Promise<void> {
  const x = Math.round(box.x + box.width / 2);
  await session.performActions([
    finger([
      { type: 'pointerMove', duration: 0, x, y: Math.round(box.y + box.height * 0.8) },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerMove', duration: 500, x, y: Math.round(box.y + box.height * 0.2) },
      { type: 'pause', duration: 100 },
      { type: 'pointerUp', button: 0 },
    ]),
  ]);
}

/** Taps the middle of a box. */
export async function tapMiddle(session: ScrollSession, box: Box): Promise<void> {
  await session.performActions([
    finger([
      {
        type: 'pointerMove',
        duration: 0,
        x: Math.round(box.x + box.width / 2),
        y: Math.round(box.y + box.height / 2),
      },
      { type: 'pointerDown', button: 0 },
      { type: 'pause', duration: 60 },
      { type: 'pointerUp', button: 0 },
    ]),
  ]);
}

function finger(actions: object[]): object {
  return { type: 'pointer', id: 'finger', parameters: { pointerType: 'touch' }, actions };
}
