import type { Reporter, ReportInput } from '#harness/ports/report.ts';
import { viewReport } from '#reports/view/view.ts';

/** `report.html`: one file that opens anywhere and asks nothing of the network. */
export function htmlReporter(): Reporter {
  return {
    id: 'html',
    render: async (input: ReportInput) => {
      // The templates and the charts take long to load; commands that render nothing do not wait for them.
      const [{ renderPage }, { drawCharts }] = await Promise.all([import('./page.ts'), import('./charts.ts')]);
      const view = viewReport(input);
      const charts = await drawCharts(view);
      return [{ name: 'report.html', content: await renderPage(view, charts) }];
    },
  };
}
