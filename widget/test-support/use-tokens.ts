import { tokenStyles } from '../styles/tokens.ts';

/**
 * Gives the page the colours and measures that `<chasqui-widget>` gives its inner elements, so that
 * an element tested by itself looks as it does in the widget (contrast is part of its test).
 */
export function useTokens(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    `${tokenStyles.cssText.replace(/:host\(([^)]*)\)/g, ':root$1').replaceAll(':host', ':root')}
     body { margin: 0; background: var(--chasqui-bg); color: var(--chasqui-text) }`,
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
