import { css } from 'lit';

/** The thin bar of what is done. */
export const progressStyles = css`
  progress {
    appearance: none;
    inline-size: 100%;
    block-size: 4px;
    border: 0;
    border-radius: var(--chasqui-radius-full);
    overflow: hidden;
    background: var(--chasqui-bg-muted);
  }
  progress::-webkit-progress-bar {
    background: var(--chasqui-bg-muted);
  }
  progress::-webkit-progress-value {
    background: var(--chasqui-ok);
    transition: inline-size var(--chasqui-dur-3) var(--chasqui-ease);
  }
  progress::-moz-progress-bar {
    background: var(--chasqui-ok);
  }
`;
