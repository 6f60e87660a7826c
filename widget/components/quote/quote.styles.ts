import { css } from 'lit';

export const quoteStyles = css`
  .quote {
    display: block;
    min-inline-size: 0;
    padding: 4px 10px;
    border-inline-start: 3px solid var(--chasqui-info);
    border-radius: var(--chasqui-radius-sm);
    background: var(--chasqui-bubble-quote);
    text-align: start;
  }
  .quote.own {
    border-inline-start-color: var(--chasqui-accent);
  }
  .quote-author,
  .quote-line bdi {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .quote-author {
    color: var(--chasqui-info-text);
    font: 600 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .quote.own .quote-author {
    color: var(--chasqui-accent-text);
  }
  .quote-line {
    display: flex;
    gap: 4px;
    align-items: center;
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .quote-line svg {
    flex: none;
  }
  .quote.placeholder .quote-line {
    font-style: italic;
  }
`;
