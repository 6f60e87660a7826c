import { css } from 'lit';

export const windowRingStyles = css`
  :host {
    position: relative;
    display: inline-grid;
    place-items: center;
    flex: none;
  }
  .ring,
  ::slotted(*) {
    grid-area: 1 / 1;
  }
  .track {
    stroke: var(--chasqui-border);
  }
  .closed .track {
    stroke: var(--chasqui-border-strong);
    stroke-dasharray: 2 4;
    stroke-linecap: round;
  }
  .closed .arc {
    display: none;
  }
  .arc {
    stroke-linecap: round;
  }
  .ok .arc {
    stroke: var(--chasqui-ok);
  }
  .warn .arc {
    stroke: var(--chasqui-warn);
  }
  .bad .arc {
    stroke: var(--chasqui-bad);
  }
`;
