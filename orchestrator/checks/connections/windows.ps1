# connections: the TCP table and its processes from WMI, else netstat by the shape of its rows.
$connectionsRead = $false
try {
    $connectionsRows = @("$canaryAddress`t9`t$canaryAddress`t9`t5`t0`t")
    $connectionsRows += foreach ($row in @(Read-FrameWmi 'root\StandardCimv2' 'select * from MSFT_NetTCPConnection')) {
        $connectionsTime = $row.CreationTime
        if ($connectionsTime -is [DateTime]) { $connectionsTime = Get-FrameTime $connectionsTime }
        ($row.LocalAddress, $row.LocalPort, $row.RemoteAddress, $row.RemotePort, [int]$row.State, $row.OwningProcess, $connectionsTime) -join "`t"
    }
    Write-FrameRows 'connections' 'tcp' 'MSFT_NetTCPConnection' $connectionsRows
    $connectionsRead = $connectionsRows.Count -gt 1
} catch { Write-FrameFailure 'connections' 'tcp' $_ }

if (-not $connectionsRead) {
    try {
        $connectionsLines = @(& netstat.exe -ano)
        if ($LASTEXITCODE) { throw "netstat ended with $LASTEXITCODE" }
        $connectionsRows = @("  TCP    [$canaryAddress]:9    [$canaryAddress]:9    -    0")
        $connectionsRows += $connectionsLines -match '^\s*(TCP|UDP)\s'
        Write-FrameRows 'connections' 'netstat' 'netstat' $connectionsRows
    } catch { Write-FrameFailure 'connections' 'netstat' $_ }
    # netstat's words for the states are translated; these are numbers.
    try {
        $connectionsRows = @("[$canaryAddress]:9`t[$canaryAddress]:9`t5")
        $connectionsRows += foreach ($row in @([Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().GetActiveTcpConnections())) {
            ([string]$row.LocalEndPoint, [string]$row.RemoteEndPoint, [int]$row.State) -join "`t"
        }
        Write-FrameRows 'connections' 'states' 'IPGlobalProperties' $connectionsRows
    } catch { Write-FrameFailure 'connections' 'states' $_ }
}

try {
    $connectionsRows = foreach ($row in @(Read-FrameWmi 'root\cimv2' 'select ProcessId, CreationDate, ExecutablePath from Win32_Process')) {
        $connectionsTime = $row.CreationDate
        if ($connectionsTime -is [DateTime]) { $connectionsTime = Get-FrameTime $connectionsTime }
        ($row.ProcessId, $connectionsTime, ($row.ExecutablePath -replace $frameControl, '?')) -join "`t"
    }
    Write-FrameRows 'connections' 'processes' 'Win32_Process' $connectionsRows
} catch { Write-FrameFailure 'connections' 'processes' $_ }
