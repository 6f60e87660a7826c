import { css } from 'lit';

/** What stands above a message's content, and the way to answer it. */
export const bubbleQuoteStyles = css`
  .quote-button {
    display: block;
    inline-size: 100%;
    margin-block: 0 4px;
    padding: 0;
    border: 0;
    border-radius: var(--chasqui-radius-sm);
    background: none;
    cursor: pointer;
  }
  .participant {
    color: var(--chasqui-accent-text);
    font: 600 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .referral {
    margin-block: 2px 6px;
    padding: 6px 10px;
    border-radius: var(--chasqui-radius-sm);
    background: var(--chasqui-bubble-quote);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .headline {
    font-weight: 600;
  }
  .pitch {
    color: var(--chasqui-text-2);
  }
  .links {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
  }
  .reply {
    position: absolute;
    inset-block-start: 50%;
    inset-inline-start: calc(100% + 4px);
    display: grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    margin-block-start: -16px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: var(--chasqui-bg-raised);
    color: var(--chasqui-text-2);
    box-shadow: var(--chasqui-shadow-1);
    opacity: 0;
    cursor: pointer;
  }
  :host([outgoing]) .reply {
    inset-inline: auto calc(100% + 4px);
  }
  .reply:dir(rtl) svg {
    transform: scaleX(-1);
  }
  .bubble:hover .reply,
  .bubble:focus-within .reply,
  .reply:focus-visible {
    opacity: 1;
  }
  @media (hover: none) {
    .reply {
      opacity: 1;
    }
  }
  .bubble:focus {
    outline: 2px solid var(--chasqui-accent);
    outline-offset: 1px;
  }
  :host([flash]) .bubble {
    animation: flash 1.6s var(--chasqui-ease);
  }
  @keyframes flash {
    0%,
    60% {
      box-shadow: 0 0 0 3px var(--chasqui-accent);
    }
  }
`;
