import { css } from 'lit';

export const reactionChipsStyles = css`
  .bubble {
    position: relative;
  }
  :host([reacted]) .bubble {
    margin-block-end: 14px;
  }
  .reactions {
    position: absolute;
    z-index: 1;
    inset-block-end: -14px;
    inset-inline-start: 10px;
    display: flex;
    gap: 4px;
  }
  .reaction,
  .react {
    min-inline-size: 30px;
    block-size: 22px;
    padding: 0 7px;
    border: 0;
    border-radius: var(--chasqui-radius-full);
    background: var(--chasqui-bg-raised);
    box-shadow: var(--chasqui-shadow-1);
    outline: 1px solid var(--chasqui-bubble-line);
    font-size: 13px;
    line-height: 22px;
    text-align: center;
  }
  .reaction.business {
    background: var(--chasqui-accent-soft);
    outline-color: var(--chasqui-accent);
  }
  button.reaction {
    cursor: pointer;
  }
  button.reaction:hover {
    background: var(--chasqui-accent-soft-hover);
  }
  .react {
    display: grid;
    place-items: center;
    color: var(--chasqui-text-2);
    opacity: 0;
    cursor: pointer;
  }
  .react:hover {
    color: var(--chasqui-text);
  }
  .bubble:hover .react,
  .bubble:focus-within .react {
    opacity: 1;
  }
  button.reaction:focus-visible,
  .react:focus-visible {
    outline: 2px solid var(--chasqui-focus);
  }
  @media (hover: none) {
    :host([can-react]) .bubble,
    :host([reacted]) .bubble {
      margin-block-end: 22px;
    }
    .reactions {
      inset-block-end: -22px;
    }
    .reaction,
    .react {
      min-inline-size: 36px;
      block-size: 28px;
      line-height: 28px;
    }
    .react {
      opacity: 1;
    }
    /* Touched where the finger may land: 44 px. */
    .react::before,
    button.reaction::before {
      content: '';
      position: absolute;
      inset: -8px;
    }
    .react,
    button.reaction {
      position: relative;
    }
  }
  @media (forced-colors: active) {
    .reaction,
    .react {
      outline-color: CanvasText;
    }
  }
`;
