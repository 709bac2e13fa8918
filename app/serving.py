"""The worker that serves: gunicorn's, with a page of our own for an address that is too long to be read.

Such a request never becomes one: it is refused before the application sees it, so the page is in both languages.
"""

from typing import Any

from gunicorn.http.errors import LimitRequestLine
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

LONGEST_ADDRESS = 8190  # bytes of a request's first line; more gunicorn does not take
PAGE = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>链接太长 · This address is too long</title>
<h1>链接太长</h1>
<p>筛选条件太多，链接超出了长度限制，没有打开任何内容。请返回上一页，少选一些条件；需要全部数据时，请下载 Excel 文件后再筛选。</p>
<div lang="en">
<h1>This address is too long</h1>
<p>It holds more values than fit into one address, and nothing was opened. Go back and choose fewer;
if you need all of it, take the Excel file and filter there.</p>
</div>
<p><a href="/">回到首页 · Back to the start page</a></p>
</html>
"""


class Worker(ThreadWorker):
    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        body = PAGE.encode()
        lines = (
            "HTTP/1.1 414 URI Too Long",
            "Connection: close",
            "Content-Type: text/html; charset=utf-8",
            "Content-Security-Policy: default-src 'none'",
            "X-Content-Type-Options: nosniff",
            f"Content-Length: {len(body)}",
        )
        try:
            write_nonblock(client, "\r\n".join((*lines, "", "")).encode() + body)
        except OSError:
            self.log.debug("nobody waits for the answer any more")
