import { html, css } from 'lit';
import type { TemplateResult } from 'lit';
import type { Light } from '../../store/selectors.ts';

type Shape = 'ok' | 'warn' | 'bad';

const SHAPES: Record<Light, Shape> = {
  connected: 'ok',
  degraded: 'warn',
  reconnecting: 'warn',
  offline: 'warn',
  disconnected: 'bad',
};

/** The colours of the light; include them where `statusLight` is used. */
export const statusLightStyles = css`
  .light-ok {
    color: var(--chasqui-ok);
  }
  .light-warn {
    color: var(--chasqui-warn);
  }
  .light-bad {
    color: var(--chasqui-bad);
  }
  .light-bar {
    stroke: var(--chasqui-on-bad);
  }
`;

/** Disc, ring, or disc with a bar: the shape says it too, because colour alone must not. */
export function statusLight(light: Light, size = 10): TemplateResult {
  const shape = SHAPES[light];
  return html`<svg
    class="light light-${shape}"
    width=${size}
    height=${size}
    viewBox="0 0 10 10"
    aria-hidden="true"
  >
    <circle
      cx="5"
      cy="5"
      r=${shape === 'warn' ? 3.75 : 5}
      fill=${shape === 'warn' ? 'none' : 'currentColor'}
      stroke=${shape === 'warn' ? 'currentColor' : 'none'}
      stroke-width="2.5"
    />
    <path class="light-bar" d="M2.5 5h5" stroke-width="1.6" ?hidden=${shape !== 'bad'} />
  </svg>`;
}
