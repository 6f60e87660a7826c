import { css } from 'lit';

/**
 * What every inner element starts from: box sizing, type, buttons, icon buttons, the focus ring and
 * visually hidden text. Adopted sheets are shared by the browser, so including it costs nothing.
 */
export const baseStyles = css`
  :host {
    box-sizing: border-box;
    font: 400 var(--chasqui-fs-4) var(--chasqui-font);
    color: var(--chasqui-text);
    font-variant-numeric: tabular-nums;
    text-align: start;
    -webkit-font-smoothing: antialiased;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  button,
  input,
  textarea,
  select {
    font: inherit;
    font-variant-numeric: inherit;
    color: inherit;
    letter-spacing: inherit;
    margin: 0;
  }
  a {
    color: var(--chasqui-link);
  }
  svg {
    flex: none;
    display: block;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 2px solid var(--chasqui-focus);
    outline-offset: 2px;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    border: 0;
  }

  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: 36px;
    padding: 7px 15px;
    border: 1px solid var(--chasqui-border-strong);
    border-radius: var(--chasqui-radius-md);
    background: var(--chasqui-bg);
    color: var(--chasqui-text);
    font: 500 var(--chasqui-fs-4) var(--chasqui-font);
    text-decoration: none;
    cursor: pointer;
    transition:
      background-color var(--chasqui-dur-1) var(--chasqui-ease),
      border-color var(--chasqui-dur-1) var(--chasqui-ease);
  }
  .button:hover {
    background: var(--chasqui-bg-subtle);
    border-color: var(--chasqui-border-control);
  }
  .button:active {
    background: var(--chasqui-bg-muted);
  }
  .button.primary {
    background: var(--chasqui-accent);
    border-color: transparent;
    color: var(--chasqui-on-accent);
  }
  .button.primary:hover {
    background: var(--chasqui-accent-hover);
  }
  .button.primary:active {
    background: var(--chasqui-accent-active);
  }
  .button.quiet {
    background: none;
    border-color: transparent;
    color: var(--chasqui-accent-text);
  }
  .button.quiet:hover {
    background: var(--chasqui-accent-soft);
  }
  .button.quiet:active {
    background: var(--chasqui-accent-soft-hover);
  }
  .button.danger {
    border-color: var(--chasqui-bad-line);
    color: var(--chasqui-bad-text);
  }
  .button.danger:hover,
  .button.danger:active {
    background: var(--chasqui-bad-soft);
  }
  /* Stays focusable, so that its reason can be read: aria-disabled rather than disabled. */
  .button[aria-disabled='true'],
  .button[aria-disabled='true']:is(:hover, :active),
  .button:disabled {
    background: var(--chasqui-bg-muted);
    border-color: transparent;
    color: var(--chasqui-text-3);
    cursor: default;
  }

  .icon-button {
    position: relative;
    display: inline-grid;
    place-items: center;
    flex: none;
    inline-size: 32px;
    block-size: 32px;
    padding: 0;
    border: 0;
    border-radius: var(--chasqui-radius-md);
    background: none;
    color: var(--chasqui-text-2);
    cursor: pointer;
    transition: background-color var(--chasqui-dur-1) var(--chasqui-ease);
  }
  .icon-button:hover {
    background: var(--chasqui-bg-muted);
    color: var(--chasqui-text);
  }
  .icon-button.on,
  .icon-button[aria-pressed='true'] {
    background: var(--chasqui-accent-soft);
    color: var(--chasqui-accent-text);
  }
  .icon-button[aria-disabled='true'],
  .icon-button:disabled {
    background: none;
    color: var(--chasqui-text-3);
    opacity: 0.6;
    cursor: default;
  }

  .spinner {
    inline-size: 16px;
    block-size: 16px;
    flex: none;
    border: 2px solid currentColor;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: chasqui-turn 800ms linear infinite;
  }
  @keyframes chasqui-turn {
    to {
      transform: rotate(1turn);
    }
  }
  @keyframes chasqui-pulse {
    50% {
      opacity: 0.35;
    }
  }

  @media (pointer: coarse) {
    .icon-button {
      inline-size: 44px;
      block-size: 44px;
    }
    .button {
      min-block-size: 44px;
    }
    input,
    textarea,
    select {
      font-size: 16px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 80ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 80ms !important;
      scroll-behavior: auto !important;
    }
    .spinner {
      animation: chasqui-pulse 2s ease-in-out infinite !important;
    }
  }
  @media (forced-colors: active) {
    .button,
    .icon-button {
      border: 1px solid ButtonText;
    }
  }
`;
