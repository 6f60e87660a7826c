const GAP_PX = 4;

/** `below-end`: in line with the opener's last side; `above-start`: above it, in line with the first. */
export type Place = 'below-end' | 'above-start';

/** Puts an open popover beside what opened it, on its other side where there is no room. */
export function placeBeside(opener: HTMLElement, popover: HTMLElement, place: Place): void {
  const anchor = opener.getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  const isRtl = getComputedStyle(popover).direction === 'rtl';
  const left = isRtl === (place === 'below-end') ? anchor.left : anchor.right - width;
  const below = anchor.bottom + GAP_PX;
  const above = anchor.top - GAP_PX - height;
  const isAbove = place === 'above-start' ? above >= 0 : below + height > innerHeight;
  const top = isAbove ? above : below;
  popover.style.setProperty('left', `${clamp(left, innerWidth - width)}px`);
  popover.style.setProperty('top', `${clamp(top, innerHeight - height)}px`);
}

function clamp(value: number, max: number): number {
  return Math.max(GAP_PX, Math.min(value, max - GAP_PX));
}
