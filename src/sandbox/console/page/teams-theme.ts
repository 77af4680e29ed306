/** Colours of one theme, as Teams draws them on a phone. */
interface Palette {
  page: string;
  bubble: string;
  text: string;
  subtle: string;
  accent: string;
  good: string;
  warning: string;
  attention: string;
  emphasis: string;
  line: string;
  containers: { accent: string; good: string; warning: string; attention: string };
}

/** The two themes in which a card has to be read. */
export const THEMES: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    page: '#f5f5f5',
    bubble: '#ffffff',
    text: '#242424',
    subtle: '#616161',
    accent: '#5b5fc7',
    good: '#237b4b',
    warning: '#835c00',
    attention: '#c4314b',
    emphasis: '#f0f0f0',
    line: '#d1d1d1',
    containers: { accent: '#e8ebfa', good: '#e7f2da', warning: '#fbf6d9', attention: '#fcf4f6' },
  },
  dark: {
    page: '#141414',
    bubble: '#292929',
    text: '#ffffff',
    subtle: '#adadad',
    accent: '#8b8fdc',
    good: '#92c353',
    warning: '#f8d22a',
    attention: '#f9526b',
    emphasis: '#333333',
    line: '#525252',
    containers: { accent: '#2f2f4a', good: '#223a1b', warning: '#463100', attention: '#3e1f25' },
  },
};

/** What Microsoft's renderer needs to know to draw as Teams does: sizes, spaces, colours. */
export function hostConfig(palette: Palette): object {
  const foreground = foregroundOf(palette);
  const container = (backgroundColor: string) => ({ backgroundColor, foregroundColors: foreground });
  const { containers, emphasis } = palette;
  return {
    fontFamily: FONT,
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
    fontTypes: {
      default: { fontFamily: FONT },
      monospace: { fontFamily: 'Consolas, "DejaVu Sans Mono", monospace' },
    },
    fontWeights: { lighter: 300, default: 400, bolder: 600 },
    lineHeights: { small: 16, default: 20, medium: 22, large: 24, extraLarge: 32 },
    spacing: { small: 4, default: 10, medium: 16, large: 24, extraLarge: 32, padding: 14 },
    separator: { lineThickness: 1, lineColor: palette.line },
    supportsInteractivity: true,
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
      showCard: { actionMode: 'inline', inlineTopMargin: 12, style: 'emphasis' },
    },
    containerStyles: {
      default: container(palette.bubble),
      emphasis: container(emphasis),
      accent: container(containers.accent),
      good: container(containers.good),
      warning: container(containers.warning),
      attention: container(containers.attention),
    },
  };
}

/** Text and buttons in the family that is nearest to Segoe UI on the machine at hand. */
export const FONT = '"Segoe UI", "Liberation Sans", "DejaVu Sans", system-ui, sans-serif';

function foregroundOf(palette: Palette): object {
  const { text, subtle, accent, good, warning, attention } = palette;
  const colour = (plain: string) => ({ default: plain, subtle: plain === text ? subtle : plain });
  return {
    default: colour(text),
    accent: colour(accent),
    good: colour(good),
    warning: colour(warning),
    attention: colour(attention),
  };
}
