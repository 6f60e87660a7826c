import { css } from 'lit';

/* The corner, the large window, and the full screen of a phone. Only these boxes look at the viewport. */
export const chasquiWidgetStyles = css`
  :host {
    position: fixed;
    inset-block-end: var(--chasqui-offset-block, 24px);
    inset-inline-end: var(--chasqui-offset-inline, 24px);
    z-index: var(--chasqui-z-host);
    display: block;
    inline-size: 56px;
    block-size: 56px;
    color: var(--chasqui-text);
    font: 400 var(--chasqui-fs-4) var(--chasqui-font);
    letter-spacing: normal;
    text-transform: none;
    word-spacing: normal;
    text-shadow: none;
    white-space: normal;
    cursor: auto;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  chasqui-panel {
    position: fixed;
    inset-block-end: calc(var(--chasqui-offset-block, 24px) + 72px);
    inset-inline-end: var(--chasqui-offset-inline, 24px);
    inline-size: min(400px, 100vw - 32px);
    block-size: min(680px, 100dvh - 112px);
    transform-origin: bottom right;
    animation: chasqui-rise var(--chasqui-dur-3) var(--chasqui-ease);
  }
  chasqui-panel:dir(rtl) {
    transform-origin: bottom left;
  }
  :host([expanded]) chasqui-panel {
    inline-size: min(1180px, 100vw - 48px);
    block-size: min(760px, 100dvh - 112px);
  }
  @keyframes chasqui-rise {
    from {
      opacity: 0;
      transform: translateY(12px) scale(0.98);
    }
  }
  @keyframes chasqui-fade {
    from {
      opacity: 0;
    }
  }
  .failed {
    position: fixed;
    inset-block-end: calc(var(--chasqui-offset-block, 24px) + 72px);
    inset-inline-end: var(--chasqui-offset-inline, 24px);
    inline-size: min(320px, 100vw - 32px);
    box-sizing: border-box;
    padding: 16px;
    border-radius: var(--chasqui-radius-xl);
    background: var(--chasqui-bg);
    box-shadow: var(--chasqui-shadow-3);
  }
  .failed p {
    margin: 0 0 12px;
  }
  .failed button {
    min-block-size: 36px;
    padding: 0 16px;
    border: 1px solid var(--chasqui-border-strong);
    border-radius: var(--chasqui-radius-md);
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  @media (max-width: 480px) {
    chasqui-panel,
    :host([expanded]) chasqui-panel {
      inset: 0;
      box-sizing: border-box;
      inline-size: 100vw;
      block-size: 100dvh;
      padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom)
        env(safe-area-inset-left);
      border-radius: 0;
    }
    :host([open]) chasqui-launcher {
      display: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    chasqui-panel {
      animation: chasqui-fade 80ms;
    }
  }
`;
