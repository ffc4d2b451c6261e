import type { Reporter, ReportInput } from '#harness/ports/report.ts';
import { viewReport } from '#reports/view/view.ts';

/** `report.html`: one file that opens anywhere and asks nothing of the network. */
export function htmlReporter(): Reporter {
  return {
    id: 'html',
    render: async (input: ReportInput) => {
      // The templates take long to load; commands that render nothing do not wait for them.
      const { renderPage } = await import('./page.ts');
      return [{ name: 'report.html', content: await renderPage(viewReport(input)) }];
    },
  };
}
