import { css } from 'lit';

/* Ticks are not mirrored in right-to-left text: the sign is the same everywhere. */
export const deliveryTicksStyles = css`
  :host {
    display: inline-block;
    vertical-align: middle;
    color: var(--chasqui-tick);
  }
  .ticks {
    display: block;
  }
  svg {
    stroke-width: 1.4;
  }
  .read,
  .played {
    color: var(--chasqui-tick-read);
  }
  .read svg,
  .played svg {
    stroke-width: 2;
  }
  .failed {
    color: var(--chasqui-bad);
  }
  .mark {
    stroke: var(--chasqui-on-bad);
  }
`;
